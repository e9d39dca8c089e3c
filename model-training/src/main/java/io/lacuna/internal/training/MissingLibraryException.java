package io.lacuna.internal.training;

/**
 * A method cannot be fitted because a library is not installed. The message is for the user: which library, and what to
 * do.
 */
public final class MissingLibraryException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    MissingLibraryException(String message) {
        super(message);
    }
}
