package io.lacuna.internal.training;

/** A method cannot be fitted because a library is not installed; the message says which, and what to do, for the user. */
public final class MissingLibraryException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    MissingLibraryException(String message) {
        super(message);
    }
}
