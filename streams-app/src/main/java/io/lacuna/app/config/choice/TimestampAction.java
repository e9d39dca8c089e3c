package io.lacuna.app.config.choice;

/** Action on a record whose timestamp the output topics do not accept: {@code record.timestamp.action}. */
public enum TimestampAction implements Choice {
    /** The record becomes a dead letter. */
    DEAD_LETTER("dead-letter"),
    /** The record is filled, and its outputs get the nearest accepted timestamp. */
    CLAMP("clamp"),
    /** The record is filled and written unchanged; the brokers decide. */
    PASS("pass");

    private final String id;

    TimestampAction(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }
}
