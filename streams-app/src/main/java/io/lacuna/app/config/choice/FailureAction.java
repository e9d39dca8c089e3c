package io.lacuna.app.config.choice;

/** Action on a record that repeatedly ended stream threads: {@code record.failure.action}. */
public enum FailureAction implements Choice {
    /** The record becomes a dead letter without key and value, and the stream continues. */
    DEAD_LETTER("dead-letter"),
    /** The stream stops at the record and is not ready until the cause is corrected. */
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
