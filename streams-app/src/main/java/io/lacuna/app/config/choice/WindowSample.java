package io.lacuna.app.config.choice;

/** Choice of records for a refit if there are more than it may hold: {@code trainer.window.sample}. */
public enum WindowSample implements Choice {
    /** The newest records. */
    NEWEST("newest"),
    /** A uniform sample of all. */
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
