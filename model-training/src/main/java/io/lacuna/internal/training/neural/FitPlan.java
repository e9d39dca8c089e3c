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
    /** Floating-point operations per second of training on one slow core, including all its loops. */
    private static final double RATE = 2e9;

    private static final int LEAST_EPOCHS = 10;
    private static final int MOST_EPOCHS = 1000;
    private static final double RELAY_OVERHEAD = 100;
    private static final double OVERHEAD_PER_STEP = 3e5;

    private static int relays(NeuralOptions options) {
        return switch (options.decoderTraining()) {
            case RELAYS, RELAY_CLUSTERS ->
                Arrays.stream(options.widths("relays")).sum();
            default -> 0;
        };
    }

    /**
     * @param share the share of the budget for this part of the fit
     */
    static FitPlan of(TrainingRows rows, NeuralOptions options, FitSettings settings, double share) {
        int n = rows.size();
        int batch = options.integerOr("batch", Math.max(16, Math.min(256, n / 16)), 1, 1 << 14);
        int[] sizes = options.decoderSizes(rows.features(), rows.outputs());
        double weights = 0;
        for (int l = 1; l < sizes.length; l++) {
            weights += (double) sizes[l - 1] * sizes[l];
        }
        double relays = relays(options);
        double perRecord = 6 * weights
                + relays * (8.0 * sizes[0] + RELAY_OVERHEAD)
                + 100.0 * sizes[0]
                + 40.0 * rows.outputs()
                + OVERHEAD_PER_STEP / batch;
        double seconds = settings.budget().toMillis()
                / 1e3
                * share
                / TrainingBound.of(options).passes();
        int automatic = (int) Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, seconds * RATE / (perRecord * n)));
        int epochs = options.integerOr("epochs", automatic, 1, 1_000_000);
        return new FitPlan(epochs, Math.min(batch, n), Math.max(1, epochs / 40));
    }
}
