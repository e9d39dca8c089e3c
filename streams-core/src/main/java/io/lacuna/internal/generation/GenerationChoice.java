package io.lacuna.internal.generation;

import org.jspecify.annotations.Nullable;

/** The choice of the generation that fills a record. Implementations are safe for concurrent use. */
public interface GenerationChoice {
    /** The generation that serves a record with this timestamp; null while there is none. */
    @Nullable
    ServingGeneration select(long timestampMs);

    /** The proposal to score together with the serving generation; null if there is none. */
    @Nullable
    ServingGeneration shadow();

    /** How the generation of a record is chosen. */
    Selection selection();

    /** One model for every record. */
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
