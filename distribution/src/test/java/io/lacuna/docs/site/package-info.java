/** The documentation as a small site: every page as HTML, with a search that needs no server. */
@NullMarked
package io.lacuna.docs.site;

import org.jspecify.annotations.NullMarked;
