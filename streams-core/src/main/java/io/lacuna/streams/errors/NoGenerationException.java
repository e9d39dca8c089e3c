package io.lacuna.streams.errors;

/** A record came before there was a model. Pause the stream until there is one. */
public final class NoGenerationException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Makes the exception; its message says that no generation serves yet. */
    public NoGenerationException() {
        super("no generation serves yet");
    }
}
