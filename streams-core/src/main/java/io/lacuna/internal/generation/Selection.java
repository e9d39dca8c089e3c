package io.lacuna.internal.generation;

/** Which generation serves a record. */
public enum Selection {
    /** The newest admitted one. */
    LATEST,
    /** The newest one that was effective at the record's timestamp, or the oldest if none was effective yet. */
    AS_OF;

    /** Reads the configured value {@code latest} or {@code as-of}. */
    public static Selection of(String configured) {
        return configured.equals("as-of") ? AS_OF : LATEST;
    }
}
