package io.lacuna.app.config;

/** What becomes of a record whose timestamp the output topics do not take: {@code record.timestamp.action}. */
public enum TimestampAction implements Choice {
    /** It becomes a dead letter. */
    DEAD_LETTER("dead-letter"),
    /** It is filled, and its outputs get the nearest timestamp that is taken. */
    CLAMP("clamp"),
    /** It is filled and written as it is, for the brokers to judge. */
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
