package io.lacuna.internal.keyed;

/** Result of looking up a record's key. */
public enum Recall {
    /** The record has no key: it is filled without a past, and not remembered. */
    NO_KEY,
    /** The record is later than the maximum age, by stream time: filled without a past, and not remembered. */
    TOO_LATE,
    /** The key has no memory, or none that still counts. */
    NEW,
    /** The key has a memory. */
    KNOWN;

    /** Whether the record is filled with the memory and added to it. */
    public boolean remembers() {
        return this == NEW || this == KNOWN;
    }
}
