package io.lacuna.internal.generation;

import org.jspecify.annotations.Nullable;

/** Which generation fills a record. Safe to share between threads. */
public interface GenerationChoice {
    /** The generation that serves a record of that timestamp; null while there is none. */
    @Nullable
    ServingGeneration select(long timestampMs);

    /** The proposal to score beside the serving generation; null where there is none. */
    @Nullable
    ServingGeneration shadow();

    /** How the generation of a record is chosen. */
    Selection selection();

    /** One model for every record, for ever. */
    static GenerationChoice always(ServingGeneration only) {
        return new GenerationChoice() {
            @Override
            public ServingGeneration select(long timestampMs) {
                return only;
            }

            @Override
            public @Nullable ServingGeneration shadow() {
                return null;
            }

            @Override
            public Selection selection() {
                return Selection.LATEST;
            }
        };
    }
}
