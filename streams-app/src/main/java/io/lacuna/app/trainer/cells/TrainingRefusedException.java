package io.lacuna.app.trainer.cells;

/** A refit has nothing to learn from or to be scored on; the message says why. */
public final class TrainingRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrainingRefusedException(String message) {
        super(message);
    }
}
