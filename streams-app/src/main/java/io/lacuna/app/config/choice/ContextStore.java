package io.lacuna.app.config.choice;

/** Store of the keys' memories: {@code context.store}. */
public enum ContextStore implements Choice {
    /** In memory, with a changelog. */
    MEMORY("memory"),
    /** On disk, with a changelog: for more keys than fit in memory. */
    ROCKSDB("rocksdb"),
    /** No store: each record is filled without its past. */
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
