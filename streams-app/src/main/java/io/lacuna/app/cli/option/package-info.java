/** Options that several subcommands share, their output, and the failure that they report to the user. */
@NullMarked
package io.lacuna.app.cli.option;

import org.jspecify.annotations.NullMarked;
