package io.lacuna.app.config.choice;

/** The action on records whose type the model is not for: {@code record.other}. */
public enum OtherRecords implements Choice {
    /** They become dead letters. */
    DEAD_LETTER("dead-letter"),
    /** They are written to the imputed topic unchanged. */
    PASS("pass");

    private final String id;

    OtherRecords(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }
}
