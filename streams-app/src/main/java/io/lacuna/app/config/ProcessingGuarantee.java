package io.lacuna.app.config;

/** How often a record takes effect: {@code processing.guarantee}. */
public enum ProcessingGuarantee implements Choice {
    /** Once: outputs and offsets are committed in one transaction. */
    EXACTLY_ONCE("exactly_once_v2"),
    /** At least once: after a failure records may be written again, and the repeats are identical. */
    AT_LEAST_ONCE("at_least_once");

    private final String id;

    ProcessingGuarantee(String id) {
        this.id = id;
    }

    /** The name that Kafka Streams has for it too. */
    @Override
    public String id() {
        return id;
    }

    /** Whether the stream writes in transactions. */
    public boolean isTransactional() {
        return this == EXACTLY_ONCE;
    }
}
