package io.lacuna.inference;

import java.util.Arrays;
import java.util.Set;

/**
 * The methods that search for the posterior under a neural decoder. A constant has everything about its method: its id,
 * the parts that a model must have, the steps of its search, and how its decoder is trained.
 */
public enum NeuralMethod implements InferenceMethod {
    /** Stochastic variational inference: gradient steps on the evidence bound, from the prior. */
    SVI("svi", 200, DecoderTraining.FREE_POSTERIORS),
    /** Relay VI: the same steps on a record's weights of the relays and its residual. */
    RELAY("relay", 200, DecoderTraining.RELAYS, ModelPart.RELAYS),
    /** Relay VI in which a record keeps one relay of each group. */
    RELAY_CLUSTERS("relay-clusters", 200, DecoderTraining.RELAY_CLUSTERS, ModelPart.RELAYS),
    /** PE-SVI: a few gradient steps from a pseudo-encoder's output. */
    PSEUDO_ENCODED("pseudo-encoded", 25, DecoderTraining.THEN_PSEUDO_ENCODER, ModelPart.ENCODER),
    /** Damped Gauss-Newton steps to the modes of the posterior, with a normal distribution around each. */
    GAUSS_NEWTON("gauss-newton", 30, DecoderTraining.THEN_PSEUDO_ENCODER),
    /** The same modes, each refined by natural-gradient steps on the evidence bound. */
    NATURAL_GRADIENT("natural-gradient", 30, DecoderTraining.THEN_PSEUDO_ENCODER),
    /** A variational auto-encoder: the encoder's output is the posterior. */
    VAE("vae", 0, DecoderTraining.WITH_ENCODER, ModelPart.ENCODER),
    /** Query-adaptive variational inference: a normal posterior, several draws per step. */
    QAVI("qavi", 300, DecoderTraining.THEN_PSEUDO_ENCODER),
    /** Query-adaptive variational inference with a mixture of normals as posterior. */
    QAVI_MIXTURE("qavi-mixture", 300, DecoderTraining.THEN_PSEUDO_ENCODER),
    /** Query-adaptive variational inference with an inverse autoregressive flow as posterior. */
    QAVI_FLOW("qavi-flow", 300, DecoderTraining.THEN_PSEUDO_ENCODER),
    /** Query-adaptive variational inference with a posterior of the missing cells, from which an encoder gives the code. */
    QAVI_FEATURE("qavi-feature", 300, DecoderTraining.WITH_ENCODER, ModelPart.ENCODER),
    /** The encoder's output where missing cells are taken as observed zeros: a baseline of QAVI. */
    FILL_ZERO("fill-zero", 0, DecoderTraining.WITH_ENCODER, ModelPart.ENCODER),
    /** Codes from the encoder and missing cells from the decoder, in turn: a baseline of QAVI. */
    PSEUDO_GIBBS("pseudo-gibbs", 300, DecoderTraining.WITH_ENCODER, ModelPart.ENCODER),
    /** The same, with a rule of acceptance that makes it exact in the limit: a baseline of QAVI. */
    METROPOLIS_GIBBS("metropolis-gibbs", 300, DecoderTraining.WITH_ENCODER, ModelPart.ENCODER),
    /** A second encoder, trained on records with gaps for a decoder that stays as it is: a baseline of QAVI. */
    RETUNED("retuned", 0, DecoderTraining.THEN_RETUNED_ENCODER, ModelPart.ENCODER),
    /** A second encoder, trained to find the first one's posterior from a part of the cells: a baseline of QAVI. */
    POSTERIOR_MATCHING("posterior-matching", 0, DecoderTraining.THEN_MATCHED_ENCODER, ModelPart.ENCODER);

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
     * The method with this id.
     *
     * @param id the result of {@link #id}
     * @return the method
     * @throws IllegalArgumentException if no neural method has this id
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

    /** {@return largest number of optimizer steps per record, unless the model or {@link InferenceSettings} give another} */
    public int steps() {
        return steps;
    }

    /** {@return how the decoder is trained} */
    public DecoderTraining training() {
        return training;
    }
}
