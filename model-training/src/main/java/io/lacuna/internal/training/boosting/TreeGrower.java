package io.lacuna.internal.training.boosting;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Grows one regression tree by least squares on binned rows. The leaf whose split lowers the sum of squares most is split
 * next. Histograms have the sums of residuals and weights by bin; the larger child's is the parent's minus the smaller
 * child's. For every split, missing inputs go to the side where they lower the sum of squares more; a split may also
 * separate missing from observed inputs. Mutable, for one thread.
 */
final class TreeGrower {
    private final BinnedInputs binned;
    private final GrowthRule rule;
    private final int inputs;

    /** By leaf: sums of residual and weight, alternating, by input and bin. */
    private final double[][] histograms;

    /** By leaf: its rows are those of {@link #order} from {@code from} to before {@code to}. */
    private final int[] from;

    private final int[] to;
    private final int[] node;
    private final double[] residual;
    private final double[] weight;
    private final double[] gain;
    private final int[] splitInput;
    private final int[] splitBin;
    private final boolean[] missingRight;
    private int[] order = {};
    private int[] spare = {};
    private float[] gradient = {};
    private int[] asked = {};

    TreeGrower(BinnedInputs binned, int inputs, GrowthRule rule) {
        this.binned = binned;
        this.rule = rule;
        this.inputs = inputs;
        int leaves = rule.leaves();
        histograms = new double[leaves][inputs * BinnedInputs.BINS * 2];
        from = new int[leaves];
        to = new int[leaves];
        node = new int[leaves];
        residual = new double[leaves];
        weight = new double[leaves];
        gain = new double[leaves];
        splitInput = new int[leaves];
        splitBin = new int[leaves];
        missingRight = new boolean[leaves];
    }

    /**
     * Grows a tree and adds its values to the predictions of the rows.
     *
     * @param usable the inputs that a tree of this feature may ask for
     * @param prediction of each row, moved towards the targets
     */
    void grow(RemaskedRows rows, float[] prediction, int[] usable, SplittableRandom random, ForestBuilder into) {
        int n = rows.size();
        if (order.length != n) {
            order = new int[n];
            spare = new int[n];
            gradient = new float[n];
        }
        asked = chosen(usable, random);
        double sum = 0;
        double total = 0;
        for (int i = 0; i < n; i++) {
            order[i] = i;
            gradient[i] = rows.weight(i) * (rows.target(i) - prediction[i]);
            sum += gradient[i];
            total += rows.weight(i);
        }
        from[0] = 0;
        to[0] = n;
        node[0] = into.begin();
        residual[0] = sum;
        weight[0] = total;
        fill(rows, 0);
        search(0);
        int leaves = 1;
        while (leaves < rule.leaves()) {
            int best = 0;
            for (int leaf = 1; leaf < leaves; leaf++) {
                best = gain[leaf] > gain[best] ? leaf : best;
            }
            if (!(gain[best] > 0)) {
                break;
            }
            split(rows, best, leaves++, into);
        }
        for (int leaf = 0; leaf < leaves; leaf++) {
            float value = (float) (rule.rate() * residual[leaf] / (weight[leaf] + rule.shrinkage()));
            into.leaf(node[leaf], value);
            for (int k = from[leaf]; k < to[leaf]; k++) {
                prediction[order[k]] += value;
            }
        }
    }

    private int[] chosen(int[] usable, SplittableRandom random) {
        int count = Math.max(1, (int) Math.ceil(rule.inputs() * usable.length));
        int[] mixed = usable.clone();
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(mixed.length - i);
            int kept = mixed[i];
            mixed[i] = mixed[other];
            mixed[other] = kept;
        }
        int[] some = Arrays.copyOf(mixed, count);
        Arrays.sort(some);
        return some;
    }

    private void fill(RemaskedRows rows, int leaf) {
        double[] histogram = histograms[leaf];
        for (int p : asked) {
            Arrays.fill(histogram, p * BinnedInputs.BINS * 2, (p + 1) * BinnedInputs.BINS * 2, 0);
        }
        byte[] bins = rows.bins();
        for (int k = from[leaf]; k < to[leaf]; k++) {
            int row = order[k];
            int base = row * inputs;
            double g = gradient[row];
            double w = rows.weight(row);
            for (int p : asked) {
                int at = (p * BinnedInputs.BINS + bins[base + p]) << 1;
                histogram[at] += g;
                histogram[at + 1] += w;
            }
        }
    }

    /** Finds the best split of a leaf. */
    private void search(int leaf) {
        gain[leaf] = 0;
        if (weight[leaf] < 2 * rule.leastWeight()) {
            return;
        }
        double whole = score(residual[leaf], weight[leaf]);
        double[] histogram = histograms[leaf];
        for (int p : asked) {
            int base = p * BinnedInputs.BINS * 2;
            double lostResidual = histogram[base + 2 * BinnedInputs.MISSING];
            double lostWeight = histogram[base + 2 * BinnedInputs.MISSING + 1];
            int bins = binned.bins(p);
            double sum = 0;
            double total = 0;
            for (int bin = 0; bin < bins; bin++) {
                double w = histogram[base + 2 * bin + 1];
                if (w == 0) {
                    continue;
                }
                sum += histogram[base + 2 * bin];
                total += w;
                consider(leaf, whole, sum, total, p, bin, true);
                if (lostWeight > 0) {
                    consider(leaf, whole, sum + lostResidual, total + lostWeight, p, bin, false);
                }
            }
        }
    }

    private void consider(int leaf, double whole, double sum, double total, int input, int bin, boolean right) {
        double rest = weight[leaf] - total;
        if (total < rule.leastWeight() || rest < rule.leastWeight()) {
            return;
        }
        double found = score(sum, total) + score(residual[leaf] - sum, rest) - whole;
        if (found > gain[leaf] + 1e-9 * whole + 1e-12) {
            gain[leaf] = found;
            splitInput[leaf] = input;
            splitBin[leaf] = bin;
            missingRight[leaf] = right;
        }
    }

    private double score(double sum, double total) {
        return sum * sum / (total + rule.shrinkage());
    }

    /** Splits a leaf: its left part keeps its number, the right part becomes leaf {@code other}. */
    private void split(RemaskedRows rows, int leaf, int other, ForestBuilder into) {
        int input = splitInput[leaf];
        boolean isLast = splitBin[leaf] >= binned.bins(input) - 1;
        int child = into.split(node[leaf], input, missingRight[leaf], binned.limit(input, splitBin[leaf]));
        byte[] bins = rows.bins();
        int kept = from[leaf];
        int moved = 0;
        double sum = 0;
        double total = 0;
        for (int k = from[leaf]; k < to[leaf]; k++) {
            int row = order[k];
            int bin = bins[row * inputs + input];
            boolean right = bin == BinnedInputs.MISSING ? missingRight[leaf] : !isLast && bin > splitBin[leaf];
            if (right) {
                spare[moved++] = row;
                sum += gradient[row];
                total += rows.weight(row);
            } else {
                order[kept++] = row;
            }
        }
        System.arraycopy(spare, 0, order, kept, moved);
        from[other] = kept;
        to[other] = to[leaf];
        to[leaf] = kept;
        node[leaf] = child;
        node[other] = child + 1;
        residual[other] = sum;
        weight[other] = total;
        residual[leaf] -= sum;
        weight[leaf] -= total;
        boolean smallerRight = to[other] - from[other] < to[leaf] - from[leaf];
        int small = smallerRight ? other : leaf;
        int large = smallerRight ? leaf : other;
        if (large != leaf) {
            double[] parent = histograms[leaf];
            histograms[leaf] = histograms[other];
            histograms[other] = parent;
        }
        fill(rows, small);
        for (int p : asked) {
            int end = (p + 1) * BinnedInputs.BINS * 2;
            for (int at = p * BinnedInputs.BINS * 2; at < end; at++) {
                histograms[large][at] -= histograms[small][at];
            }
        }
        search(leaf);
        search(other);
    }
}
