package io.lacuna.app.config;

/** Which records a refit learns from, where there are more than it may hold: {@code trainer.window.sample}. */
public enum WindowSample implements Choice {
    /** The newest ones. */
    NEWEST("newest"),
    /** An even sample of all. */
    RESERVOIR("reservoir");

    private final String id;

    WindowSample(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }
}
