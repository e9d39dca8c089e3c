package io.lacuna.app.config;

/** Where keys are remembered: {@code context.store}. */
public enum ContextStore implements Choice {
    /** In memory, with a changelog. */
    MEMORY("memory"),
    /** On disk, with a changelog: for more keys than memory holds. */
    ROCKSDB("rocksdb"),
    /** Nowhere: each record is filled by itself. */
    NONE("none");

    private final String id;

    ContextStore(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }
}
