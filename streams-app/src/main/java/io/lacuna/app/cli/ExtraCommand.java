package io.lacuna.app.cli;

/** A subcommand of another module, found by {@link java.util.ServiceLoader}: a distribution without that module lacks it. */
public interface ExtraCommand {
    /** The command, as picocli takes it. */
    Object command();
}
