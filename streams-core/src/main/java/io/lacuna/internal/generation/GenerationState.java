package io.lacuna.internal.generation;

import io.lacuna.schemas.Generation;

/**
 * The state of a generation in this instance's stream. Each state has the data that is known in it, and offers the
 * moves that are legal from it; there are no others. Immutable.
 *
 * <pre>
 *   Announced --admit--> Admitted --activate--> Active --retire--> Retired
 *       |                    |                                       ^  ^
 *       |                    +--shadow--> Shadow --retire------------+  |
 *       |                                   |                           |
 *       +--reject--> Rejected &lt;----reject---+                           |
 *       +--supersede----------------------------------------------------+
 * </pre>
 */
public sealed interface GenerationState {

    /** Its number. */
    long number();

    /** Seen in the models topic; its model has not been read yet. */
    record Announced(Generation generation) implements GenerationState {

        @Override
        public long number() {
            return generation.getNumber();
        }

        public Admitted admit(ServingGeneration serving) {
            return new Admitted(generation, serving);
        }

        public Rejected reject(String reason) {
            return new Rejected(number(), reason, true);
        }

        /** A newer one already serves: its model is not even read. */
        public Retired supersede() {
            return new Retired(generation);
        }
    }

    /** Its model was read and passed every check. */
    record Admitted(Generation generation, ServingGeneration serving) implements GenerationState {

        @Override
        public long number() {
            return generation.getNumber();
        }

        public Active activate() {
            return new Active(generation, serving);
        }

        public Shadow shadow() {
            return new Shadow(generation, serving);
        }
    }

    /**
     * Proposed: scored on the same hidden cells as the active one; serves no records. A promotion is a new generation
     * with the same artifact, so a shadow retires and never becomes active itself.
     */
    record Shadow(Generation generation, ServingGeneration serving) implements GenerationState {

        @Override
        public long number() {
            return generation.getNumber();
        }

        public Retired retire() {
            return new Retired(generation);
        }

        public Rejected reject(String reason) {
            return new Rejected(number(), reason, true);
        }
    }

    /** Serves records. */
    record Active(Generation generation, ServingGeneration serving) implements GenerationState {

        @Override
        public long number() {
            return generation.getNumber();
        }

        public Retired retire() {
            return new Retired(generation);
        }
    }

    /** Served earlier, or was superseded. Its model can return only as a new generation with the same artifact. */
    record Retired(Generation generation) implements GenerationState {
        @Override
        public long number() {
            return generation.getNumber();
        }
    }

    /**
     * Will not serve.
     *
     * @param number its number
     * @param reason why
     * @param meant true: it was published to serve, and this instance cannot use it; false: the trainer or a person
     *     rejected it
     */
    record Rejected(long number, String reason, boolean meant) implements GenerationState {}

    /** The state's name for display: {@code active}. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }
}
