package io.lacuna.app.cli.option;

/** Ends a command with exit status 1 and this one line on stderr: what is wrong, where, and the way out. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
