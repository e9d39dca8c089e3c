package io.lacuna.benchmarks.papers.images;

/**
 * The size of a model and the length of its training.
 *
 * @param cells d of a record
 * @param latent k of the code
 * @param hidden width of the two hidden layers of each network
 * @param epochs passes over the rows
 * @param batch rows per step
 */
public record Shape(int cells, int latent, int hidden, int epochs, int batch) {
    private static final double RATE = 0.002;
    private static final double WARM_UP = 0.2;

    /** Adam's rate in an epoch, counted from 0: it falls to zero along a cosine. */
    double rate(int epoch) {
        return RATE * 0.5 * (1 + Math.cos(Math.PI * epoch / epochs));
    }

    /** The weight of the KL divergence: it rises in the first fifth of the epochs. */
    double klWeight(int epoch) {
        return Math.min(1, epoch / Math.max(1, WARM_UP * epochs));
    }
}
