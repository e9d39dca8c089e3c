package io.lacuna.app.trainer;

/**
 * Reason for a refit.
 *
 * @param word the reason in the model's provenance
 * @param sinceMs timestamp from which on the refit should learn if there are enough records, because earlier ones
 *     follow another distribution; 0 for none
 */
record Trigger(String word, long sinceMs) {
    static final Trigger SCHEDULE = new Trigger("schedule", 0);
    static final Trigger NEW_RECORDS = new Trigger("new records", 0);
    static final Trigger HAND = new Trigger("hand", 0);

    static Trigger drift(long sinceMs) {
        return new Trigger("drift", sinceMs);
    }
}
