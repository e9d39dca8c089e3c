package io.lacuna.internal.generation;

/** Selection of the generation that serves a record. */
public enum Selection {
    /** The newest admitted one. */
    LATEST("latest"),
    /** The newest one that was effective at the record's timestamp, or the oldest if none was effective yet. */
    AS_OF("as-of");

    private final String id;

    Selection(String id) {
        this.id = id;
    }

    /** The name in the configuration. */
    public String id() {
        return id;
    }

    /** The selection with this name: {@code latest} or {@code as-of}. */
    public static Selection of(String id) {
        for (Selection selection : values()) {
            if (selection.id.equals(id)) {
                return selection;
            }
        }
        throw new IllegalArgumentException("'" + id + "' is neither latest nor as-of");
    }
}
