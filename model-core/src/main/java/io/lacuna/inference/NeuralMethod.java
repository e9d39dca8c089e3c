package io.lacuna.inference;

import java.util.Arrays;
import java.util.Set;

/**
 * The methods that search for the posterior under a neural decoder. A constant holds all that is stated of its method: id,
 * what a model must carry, steps of its search, how its decoder is trained.
 */
public enum NeuralMethod implements InferenceMethod {
    /** Stochastic variational inference: gradient steps on the evidence bound, from the prior. */
    SVI("svi", 200, DecoderTraining.FREE_POSTERIORS),
    /** Relay VI: the same steps on a record's weights of the relays and its residual. */
    RELAY("relay", 200, DecoderTraining.RELAYS, ModelPart.RELAYS),
    /** Relay VI where a record keeps one relay of each group. */
    RELAY_CLUSTERS("relay-clusters", 200, DecoderTraining.RELAY_CLUSTERS, ModelPart.RELAYS),
    /** PE-SVI: a few gradient steps from where a pseudo-encoder points. */
    PSEUDO_ENCODED("pseudo-encoded", 25, DecoderTraining.THEN_PSEUDO_ENCODER, ModelPart.ENCODER),
    /** Damped Gauss-Newton steps to the modes of the posterior, a normal distribution about each. */
    GAUSS_NEWTON("gauss-newton", 30, DecoderTraining.THEN_PSEUDO_ENCODER),
    /** Those modes, each refined by steps along the natural gradient of the evidence bound. */
    NATURAL_GRADIENT("natural-gradient", 30, DecoderTraining.THEN_PSEUDO_ENCODER),
    /** A variational auto-encoder: the encoder's output is the posterior. */
    VAE("vae", 0, DecoderTraining.WITH_ENCODER, ModelPart.ENCODER);

    private final String id;
    private final int steps;
    private final DecoderTraining training;
    private final Set<ModelPart> needs;

    NeuralMethod(String id, int steps, DecoderTraining training, ModelPart... needs) {
        this.id = id;
        this.steps = steps;
        this.training = training;
        this.needs = Set.of(needs);
    }

    /**
     * The method of an id.
     *
     * @param id as {@link #id} gives it
     * @return the method
     * @throws IllegalArgumentException where no neural method has that id
     */
    public static NeuralMethod of(String id) {
        return Arrays.stream(values())
                .filter(method -> method.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + id + "' is no method of a neural decoder"));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Set<ModelPart> needs() {
        return needs;
    }

    /** {@return optimizer steps a record, at most, where neither the model nor {@link InferenceSettings} say otherwise} */
    public int steps() {
        return steps;
    }

    /** {@return how the decoder is trained} */
    public DecoderTraining training() {
        return training;
    }
}
