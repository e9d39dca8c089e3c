package io.lacuna.internal.training.neural;

import java.util.Arrays;
import java.util.Locale;

/**
 * Which bound of the log likelihood a decoder is trained by (buffered-svi; option {@code bound}). Immutable.
 *
 * @param kind the bound
 * @param steps k: SVI takes this many steps for a record before the decoder's; IWAE has k + 1 draws
 */
record TrainingBound(Kind kind, int steps) {
    /** The values of the option. */
    enum Kind {
        /** One draw of the record's posterior, which takes one step. */
        ELBO,
        /** The last weight after k steps (algorithm 1, line 14). */
        SVI,
        /** The mean of k + 1 weights of independent draws from one posterior (equation 2). */
        IWAE,
        /** All weights along the steps (line 16). */
        BSVI,
        /** The same, with a second draw in each step (equation 22). */
        BSVI_DS,
        /** All weights, with shares pi that are learned (equation 13). */
        BSVI_PI,
        /** One of the weights, taken in proportion to {@code pi_i w_i} (equation 24 with m = 1). */
        BSVI_SIR,
        /** The same, with shares pi that are learned. */
        BSVI_SIR_PI;

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static TrainingBound of(NeuralOptions options) {
        String[] ids = Arrays.stream(Kind.values()).map(Kind::id).toArray(String[]::new);
        String id = options.choice("bound", ids);
        Kind kind = Kind.valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
        int steps = options.integer("bound.steps", 0, 1000);
        if (kind != Kind.ELBO && (options.point() || options.objective().squaredError())) {
            throw new IllegalArgumentException(
                    "bound=" + id
                            + " needs densities of posterior and cells: use it without posterior.sd=0 and objective=squared-error");
        }
        return new TrainingBound(kind, kind == Kind.ELBO ? 0 : steps);
    }

    boolean buffered() {
        return kind.compareTo(Kind.BSVI) >= 0;
    }

    boolean resampled() {
        return kind == Kind.BSVI_SIR || kind == Kind.BSVI_SIR_PI;
    }

    boolean learnsShares() {
        return kind == Kind.BSVI_PI || kind == Kind.BSVI_SIR_PI;
    }

    /** Forward passes through the decoder per record and epoch, each with a backward pass or most of one. */
    int passes() {
        int along = steps + 1 + (kind == Kind.BSVI_DS ? steps : 0);
        return switch (kind) {
            case ELBO, SVI -> along;
            case BSVI_SIR, BSVI_SIR_PI -> along + 1;
            case IWAE, BSVI, BSVI_DS, BSVI_PI -> along + steps + 1;
        };
    }
}
