package io.lacuna.internal.training.labels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cuts of a number that tell labels apart: recursive splits of least entropy that pay for their description (Fayyad
 * and Irani, Multi-interval discretization of continuous-valued attributes, 1993). A number that says nothing gets no
 * cut.
 */
final class LabelCuts {
    private static final double LOG_TWO = Math.log(2);
    private static final int MOST_CUTS = 63;

    private final double[] values;
    private final int[] labels;
    private final int count;
    private final List<Double> cuts = new ArrayList<>();

    private LabelCuts(double[] values, int[] labels, int count) {
        this.values = values;
        this.labels = labels;
        this.count = count;
    }

    /**
     * @param values a number per example, NaN = missing
     * @param labels the target's label of each
     * @param count number of labels
     * @return rising; between two values each
     */
    static double[] of(double[] values, int[] labels, int count) {
        int[] order = IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sorted = Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
        int[] own = Arrays.stream(order).map(i -> labels[i]).toArray();
        LabelCuts found = new LabelCuts(sorted, own, count);
        found.split(0, sorted.length);
        return found.cuts.stream().mapToDouble(cut -> cut).sorted().toArray();
    }

    private void split(int from, int to) {
        int n = to - from;
        if (n < 2 || cuts.size() >= MOST_CUTS) {
            return;
        }
        double[] all = new double[count];
        for (int i = from; i < to; i++) {
            all[labels[i]]++;
        }
        double[] below = new double[count];
        double[] above = all.clone();
        double whole = entropy(all, n);
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        double kindsBelow = 0;
        double kindsAbove = 0;
        double bits = 0;
        for (int i = from; i + 1 < to; i++) {
            below[labels[i]]++;
            above[labels[i]]--;
            if (values[i] < values[i + 1]) {
                int left = i + 1 - from;
                double leftBits = entropy(below, left);
                double rightBits = entropy(above, n - left);
                double mean = (left * leftBits + (n - left) * rightBits) / n;
                if (mean < least) {
                    least = mean;
                    best = i + 1;
                    kindsBelow = kinds(below);
                    kindsAbove = kinds(above);
                    bits = kindsBelow * leftBits + kindsAbove * rightBits;
                }
            }
        }
        if (best < 0) {
            return;
        }
        double kinds = kinds(all);
        double cost = Math.log(Math.pow(3, kinds) - 2) / LOG_TWO - (kinds * whole - bits);
        if (whole - least > (Math.log(n - 1) / LOG_TWO + cost) / n) {
            cuts.add(0.5 * (values[best - 1] + values[best]));
            split(from, best);
            split(best, to);
        }
    }

    private static double kinds(double[] counts) {
        return Arrays.stream(counts).filter(each -> each > 0).count();
    }

    /** In bits. */
    private static double entropy(double[] counts, int n) {
        double sum = 0;
        for (double each : counts) {
            sum -= each > 0 ? each / n * Math.log(each / n) / LOG_TWO : 0;
        }
        return sum;
    }
}
