package io.lacuna.internal.generation;

import io.lacuna.schemas.Generation;

/**
 * Where a generation stands in this instance's stream. A state holds what is known in it and offers the moves that are
 * legal from it; there are no others.
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

    /** Seen in the models topic; its model has not been read. */
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

        /** A newer one serves already: its model is not even read. */
        public Retired supersede() {
            return new Retired(generation);
        }
    }

    /** Its model was read and holds every check. */
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
     * Proposed: scored on the same hidden cells beside the active one, and serves nobody. A promotion is a generation of its
     * own that points at the same artifact, so a shadow retires and never becomes active itself.
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

    /** Served, or was passed over; it comes back only as a new generation that points at its artifact. */
    record Retired(Generation generation) implements GenerationState {
        @Override
        public long number() {
            return generation.getNumber();
        }
    }

    /**
     * Will not serve.
     *
     * @param meant whether it was published to serve and this instance cannot; false where the trainer refused it, or
     *     somebody the proposal
     */
    record Rejected(long number, String reason, boolean meant) implements GenerationState {}

    /** The state's name as it is shown: {@code active}. */
    default String label() {
        return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }
}
