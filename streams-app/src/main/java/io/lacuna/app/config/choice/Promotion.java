package io.lacuna.app.config.choice;

/** Action on a challenger that wins against the serving generation: {@code trainer.promotion}. */
public enum Promotion implements Choice {
    /** It is published at once. */
    AUTOMATIC("automatic"),
    /** It is proposed; the live scores of both promote or reject it. */
    TRIAL("trial"),
    /** It is proposed; a person promotes or rejects it. */
    MANUAL("manual");

    private final String id;

    Promotion(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }
}
