package io.lacuna.app.config.choice;

/** Action on a gap that is too old to be filled with the past: {@code impute.max.age.action}. */
public enum OldGaps implements Choice {
    /** The model fills it from the record alone. */
    MODEL("model"),
    /** It stays empty. */
    EMPTY("empty");

    private final String id;

    OldGaps(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }
}
