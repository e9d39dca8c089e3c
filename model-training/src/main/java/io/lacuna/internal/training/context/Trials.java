package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.Timeline;
import java.util.ArrayList;
import java.util.List;

/** Walks the past of each key with hidden cells and records a {@link Trial} for each row with them. */
final class Trials {
    /** Number of rows of a block. */
    private static final int BLOCK = 100;

    private final Features features;
    private final DayUnits units;
    private final Timeline timeline;
    private final double step;
    private final float[] changes;
    private final List<Trial> trials = new ArrayList<>();
    private int blocks;

    Trials(Features features, DayUnits units, Timeline timeline, double step, float[] changes) {
        this.features = features;
        this.units = units;
        this.timeline = timeline;
        this.step = step;
        this.changes = changes;
    }

    List<Trial> all() {
        return trials;
    }

    int blocks() {
        return blocks;
    }

    /**
     * @param truth rows by index, before cells were hidden
     * @param masked rows by index, with hidden cells
     * @param says the model's predictions for the masked rows
     */
    void walk(List<int[]> runs, double[][] truth, double[][] masked, Predictions says) {
        PastWalk past = new PastWalk(features, units, step, changes);
        int block = -1;
        for (int[] run : runs) {
            past.clear();
            for (int t = 0; t < run.length; t++) {
                int place = run[t];
                block += t % BLOCK == 0 ? 1 : 0;
                past.follow(masked[place], timeline.times()[place]);
                trial(block, past, place, truth[place], masked[place], says);
                past.take(masked[place], timeline.times()[place], says.mean()[place]);
            }
        }
        blocks = Math.max(blocks, block + 1);
    }

    private void trial(int block, PastWalk past, int place, double[] truth, double[] masked, Predictions says) {
        int count = 0;
        boolean tells = false;
        for (int j = 0; j < features.size(); j++) {
            if (Double.isNaN(masked[j])) {
                count++;
                tells |= !Double.isNaN(truth[j]);
            }
        }
        if (!tells) {
            return;
        }
        int[] feature = new int[count];
        float[] mean = new float[count];
        float[] sd = new float[count];
        double[] steps = new double[count];
        float[] residual = new float[count];
        float[] slow = new float[count];
        double[] value = new double[count];
        float[] change = new float[count];
        double[] hidden = new double[count];
        float[][] probability = new float[count][];
        long now = timeline.times()[place];
        int i = 0;
        for (int j = 0; j < features.size(); j++) {
            if (Double.isNaN(masked[j])) {
                boolean number = features.get(j).isContinuous();
                boolean known = past.knows(j);
                feature[i] = j;
                mean[i] = number ? (float) units.relative(j, says.mean()[place][j], now) : 0;
                sd[i] = Math.max(1e-4f, (float) units.width(j, says.sd()[place][j]));
                steps[i] = known ? past.steps(j, now) : 0;
                residual[i] = known && number ? past.residual(j) : Float.NaN;
                slow[i] = known && number ? past.slow(j) : 0;
                value[i] = known ? remembered(past, j) : Double.NaN;
                change[i] = known ? (float) past.change(j) : 0;
                hidden[i] = number ? units.standardize(j, truth[j], now) : truth[j];
                probability[i] = number ? new float[0] : says.probability()[place][j];
                i++;
            }
        }
        trials.add(new Trial(block, feature, mean, sd, steps, residual, slow, value, change, hidden, probability));
    }

    private double remembered(PastWalk past, int j) {
        double value = past.value(j);
        return features.get(j).isContinuous() ? units.standardize(j, value, past.time(j)) : value;
    }
}
