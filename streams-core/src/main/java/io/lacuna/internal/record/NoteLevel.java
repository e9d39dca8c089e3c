package io.lacuna.internal.record;

import java.util.Locale;

/** How much the note of a filled record says. What it does not say is not computed. */
public enum NoteLevel {
    /** Mean, standard deviation and interval of each number, probabilities of all categories, what of the key's past counted. */
    FULL,
    /** Mean and standard deviation of each number, the most probable category with its probability. */
    MEAN_SD,
    /** A flag for each field. */
    FLAGS,
    /** No note: filled records have the input's own schema. Their source and generation are in headers. */
    NONE;

    /** The id in the configuration. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the note has a cell for each filled field. */
    boolean hasCells() {
        return this == FULL || this == MEAN_SD;
    }
}
