package io.lacuna.app.config;

/** What becomes of a record that ended stream threads again and again: {@code record.failure.action}. */
public enum FailureAction implements Choice {
    /** It becomes a dead letter by its place alone, and the stream goes on. */
    DEAD_LETTER("dead-letter"),
    /** The stream holds at it, not ready, until its cause is mended. */
    HOLD("hold");

    private final String id;

    FailureAction(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }
}
