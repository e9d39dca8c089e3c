/** The command line: one file a subcommand, and what they share. */
@NullMarked
package io.lacuna.app.cli;

import org.jspecify.annotations.NullMarked;
