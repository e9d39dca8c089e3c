package io.lacuna.internal.data;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The distribution of each feature on its own, without regard to the other features: mean and standard deviation of a
 * continuous feature, category probabilities of the others. It is the prediction for a cell when nothing else is known.
 * Immutable by convention: nobody writes to its arrays.
 *
 * @param standardizer mean and standard deviation of the continuous features
 * @param shares d arrays; the probability of each category, empty for continuous features
 */
public record Marginals(Standardizer standardizer, double[][] shares) {

    /** Fits the marginals of every feature to the observed cells of a table. */
    public static Marginals fit(Table table) {
        int d = table.features().size();
        double[][] shares = new double[d][];
        for (int j = 0; j < d; j++) {
            shares[j] = new double[table.features().get(j).categories()];
            for (double[] row : table.rows()) {
                if (shares[j].length > 0 && !Double.isNaN(row[j])) {
                    shares[j][(int) row[j]]++;
                }
            }
            smooth(shares[j]);
        }
        return new Marginals(Standardizer.fit(table), shares);
    }

    /**
     * Adds half a count to each category (Jeffreys prior), so that a category absent from the training data stays
     * possible.
     */
    private static void smooth(double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count + 0.5;
        }
        for (int c = 0; c < counts.length; c++) {
            counts[c] = (counts[c] + 0.5) / total;
        }
    }

    public void write(DataOutput out) throws IOException {
        standardizer.write(out);
        for (double[] feature : shares) {
            for (double share : feature) {
                out.writeDouble(share);
            }
        }
    }

    /** Reads what {@link #write} wrote for these features. */
    public static Marginals read(DataInput in, Features features) throws IOException {
        Standardizer standardizer = Standardizer.read(in, features.size());
        double[][] shares = new double[features.size()][];
        for (int j = 0; j < shares.length; j++) {
            shares[j] = new double[features.get(j).categories()];
            for (int c = 0; c < shares[j].length; c++) {
                shares[j][c] = in.readDouble();
                if (!(shares[j][c] > 0 && shares[j][c] <= 1)) {
                    throw new IOException("share of category " + c + " of feature " + j + " is not a probability");
                }
            }
        }
        return new Marginals(standardizer, shares);
    }
}
