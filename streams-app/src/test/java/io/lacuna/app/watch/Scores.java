package io.lacuna.app.watch;

import io.lacuna.schemas.MaskedScore;
import java.util.List;

/** Hand-made scored records with one number each. */
final class Scores {
    private Scores() {}

    static MaskedScore number(long generation, String field, long offset, double error, boolean shadow) {
        return new MaskedScore(
                "sensors",
                0,
                offset,
                generation,
                field,
                0.0,
                error,
                1.0,
                true,
                error,
                null,
                null,
                null,
                shadow,
                null,
                false,
                false);
    }

    static ScoredRecord of(long generation, long offset, double error) {
        return new ScoredRecord(
                0, offset, offset, List.of(number(generation, "temp", offset, error, false)), List.of());
    }

    static ScoredRecord pair(long active, double activeError, long shadow, double shadowError) {
        return new ScoredRecord(
                0,
                0,
                0,
                List.of(number(active, "temp", 0, activeError, false)),
                List.of(number(shadow, "temp", 0, shadowError, true)));
    }
}
