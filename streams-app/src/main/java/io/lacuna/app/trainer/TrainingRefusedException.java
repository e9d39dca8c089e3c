package io.lacuna.app.trainer;

/** There is nothing a refit could learn from or be scored on; the message says why, for an operator. */
public final class TrainingRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrainingRefusedException(String message) {
        super(message);
    }
}
