/**
 * Reports of {@code fit} and {@code evaluate}: one HTML file that loads nothing, with figures as SVG and the numbers of {@code
 * --json}, which are in the file too.
 */
@NullMarked
package io.lacuna.app.report;

import org.jspecify.annotations.NullMarked;
