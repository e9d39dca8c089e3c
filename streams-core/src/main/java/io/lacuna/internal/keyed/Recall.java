package io.lacuna.internal.keyed;

/** What was found of a record's key. */
public enum Recall {
    /** The record has no key: it is filled without a past, and not remembered. */
    NO_KEY,
    /** The record comes later than the greatest age, by stream time: the same. */
    TOO_LATE,
    /** Nothing is remembered of the key, or nothing that counts any more. */
    NEW,
    /** The key has a memory. */
    KNOWN;

    /** Whether the record is filled with the memory and taken into it. */
    public boolean remembers() {
        return this == NEW || this == KNOWN;
    }
}
