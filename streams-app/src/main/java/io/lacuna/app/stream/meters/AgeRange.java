package io.lacuna.app.stream.meters;

import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.schemas.MaskedScore;

/** Ranges of the ages of gaps, in usual steps, that scores are told by. */
enum AgeRange {
    ONE("1"),
    TO_SIX("2-6"),
    TO_DAY("7-24"),
    BEYOND("25+"),
    /** Nothing was remembered. */
    NONE("none");

    private final String label;

    AgeRange(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static AgeRange of(MaskedScore score) {
        Double age = score.getAge();
        return age == null ? NONE : of(age);
    }

    static AgeRange of(double steps) {
        return values()[ContextTables.range(steps)];
    }
}
