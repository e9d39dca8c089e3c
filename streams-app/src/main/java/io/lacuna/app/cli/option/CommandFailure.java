package io.lacuna.app.cli.option;

/** Ends a command with exit status 1 and one line on stderr: what is wrong, where, and how to correct it. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
