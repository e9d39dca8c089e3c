package io.lacuna.inference;

import java.util.Set;

/**
 * The methods whose posterior has a closed form: no search, no steps, and no part of the model besides its own weights.
 */
public enum ClosedFormMethod implements InferenceMethod {
    /** Relays with linear decoders: a mixture of normal distributions. */
    RELAY_MIXTURE("relay-mixture"),
    /** Gradient-boosted trees for each feature, from the other features; they have no latent code. */
    BOOSTED_TREES("boosted-trees"),
    /** Each feature's own distribution, whatever is observed in the record: the baseline for the other methods. */
    MARGINAL("marginal");

    private final String id;

    ClosedFormMethod(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Set<ModelPart> needs() {
        return Set.of();
    }
}
