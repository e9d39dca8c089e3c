package io.lacuna.app.trainer;

/**
 * Why a refit starts.
 *
 * @param word for the model's provenance
 * @param sinceMs timestamp from which on alone it should learn, where that is enough, because what was before followed
 *     another law; 0 for none
 */
record Trigger(String word, long sinceMs) {
    static final Trigger SCHEDULE = new Trigger("schedule", 0);
    static final Trigger NEW_RECORDS = new Trigger("new records", 0);
    static final Trigger HAND = new Trigger("hand", 0);

    static Trigger drift(long sinceMs) {
        return new Trigger("drift", sinceMs);
    }
}
