package io.lacuna.internal.training.neural;

import io.lacuna.training.FitSettings;
import java.util.Arrays;

/**
 * The length of a neural fit, by a rule from the table's size and the budget. It reads no clock, so that equal input
 * gives equal models.
 *
 * @param epochs passes over the table
 * @param batch records per step
 * @param evaluateEvery epochs between evaluations of the masked cells
 */
record FitPlan(int epochs, int batch, int evaluateEvery) {
    /** Floating-point operations per second of matrix products on one core. */
    private static final double PRODUCTS_RATE = 2.5e10;

    /** The same of plain loops. */
    private static final double LOOPS_RATE = 2e9;

    /** Seconds that a layer takes for a batch beside its products: calls into ND4J, its activation, Adam's step. */
    private static final double LAYER_SECONDS = 3e-4;

    private static final int LEAST_EPOCHS = 10;
    private static final int MOST_EPOCHS = 1000;
    private static final double RELAY_OVERHEAD = 100;

    private static int relays(NeuralOptions options) {
        return switch (options.decoderTraining()) {
            case RELAYS, RELAY_CLUSTERS ->
                Arrays.stream(options.widths("relays")).sum();
            default -> 0;
        };
    }

    /** The seconds of a network's forward and backward pass and step, per record. */
    static double networkSeconds(int[] sizes, int batch) {
        double weights = 0;
        for (int l = 1; l < sizes.length; l++) {
            weights += (double) sizes[l - 1] * sizes[l];
        }
        return 6 * weights / PRODUCTS_RATE + (sizes.length - 1) * LAYER_SECONDS / batch;
    }

    /**
     * @param share the share of the budget for this part of the fit
     */
    static FitPlan of(TrainingRows rows, NeuralOptions options, FitSettings settings, double share) {
        int n = rows.size();
        int batch = options.integerOr("batch", Math.max(16, Math.min(256, n / 16)), 1, 1 << 14);
        int[] sizes = options.decoderSizes(rows.features(), rows.outputs());
        double loops = relays(options) * (8.0 * sizes[0] + RELAY_OVERHEAD) + 100.0 * sizes[0] + 40.0 * rows.outputs();
        // An encoder is the decoder in reverse order.
        int networks = options.withEncoder() ? 2 : 1;
        double perRecord = networks * networkSeconds(sizes, batch) + loops / LOOPS_RATE;
        double seconds = settings.budget().toMillis()
                / 1e3
                * share
                / TrainingBound.of(options).passes();
        int automatic = (int) Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, seconds / (perRecord * n)));
        int epochs = options.integerOr("epochs", automatic, 1, 1_000_000);
        return new FitPlan(epochs, Math.min(batch, n), Math.max(1, epochs / 40));
    }
}
