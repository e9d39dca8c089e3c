package io.lacuna.app.config.choice;

/** Processing guarantee: {@code processing.guarantee}. */
public enum ProcessingGuarantee implements Choice {
    /** Exactly once: outputs and offsets are committed in one transaction. */
    EXACTLY_ONCE("exactly_once_v2"),
    /** At least once: after a failure records may be written again; the repeats are identical. */
    AT_LEAST_ONCE("at_least_once");

    private final String id;

    ProcessingGuarantee(String id) {
        this.id = id;
    }

    /** The id, which Kafka Streams uses too. */
    @Override
    public String id() {
        return id;
    }

    /** Whether the stream writes in transactions. */
    public boolean isTransactional() {
        return this == EXACTLY_ONCE;
    }
}
