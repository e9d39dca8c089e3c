package io.lacuna.internal.inference.labels;

import io.lacuna.data.Features;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Turns a cell into one of a few levels: a label is its own level, and a number falls into one of the ranges between cuts.
 * Immutable by convention: nobody writes to its array.
 *
 * @param feature index of the feature
 * @param levels number of levels
 * @param cuts rising, in the feature's own unit, one fewer than there are levels; empty for a categorical feature
 */
public record LabelInput(int feature, int levels, double[] cuts) {
    private static final int MOST_CUTS = 1024;

    /** Each label is a level. */
    public static LabelInput ofLabels(int feature, int labels) {
        return new LabelInput(feature, labels, new double[0]);
    }

    /** Each range between the cuts is a level; a number equal to a cut is below it. */
    public static LabelInput ofNumber(int feature, double[] cuts) {
        return new LabelInput(feature, cuts.length + 1, cuts);
    }

    /** The level of the feature's cell, or -1 if it is missing or has an unknown label. */
    public int level(double[] cells) {
        double cell = cells[feature];
        if (Double.isNaN(cell)) {
            return -1;
        }
        if (cuts.length == 0) {
            return cell >= 0 && cell < levels ? (int) cell : -1;
        }
        int place = Arrays.binarySearch(cuts, cell);
        return place < 0 ? -place - 1 : place;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(feature);
        out.writeInt(cuts.length);
        for (double cut : cuts) {
            out.writeDouble(cut);
        }
    }

    static LabelInput read(DataInput in, Features features) throws IOException {
        int feature = in.readInt();
        if (feature < 0 || feature >= features.size()) {
            throw new IOException("no feature has index " + feature);
        }
        int count = in.readInt();
        boolean isNumber = features.get(feature).isContinuous();
        if (count < 0 || count > MOST_CUTS || isNumber != count > 0) {
            throw new IOException(
                    "feature '" + features.get(feature).name() + "' cannot have " + count + " cuts between levels");
        }
        double[] cuts = new double[count];
        for (int i = 0; i < count; i++) {
            cuts[i] = in.readDouble();
            if (!(Double.isFinite(cuts[i]) && (i == 0 || cuts[i] > cuts[i - 1]))) {
                throw new IOException(
                        "the cuts of feature '" + features.get(feature).name() + "' do not rise");
            }
        }
        return isNumber
                ? ofNumber(feature, cuts)
                : ofLabels(feature, features.get(feature).categories());
    }
}
