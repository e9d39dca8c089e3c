package io.lacuna.app.cli;

/**
 * A subcommand of another module, found by {@link java.util.ServiceLoader}. A distribution without the module lacks the
 * command.
 */
public interface ExtraCommand {
    /** The command object for picocli. */
    Object command();
}
