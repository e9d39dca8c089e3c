package io.lacuna.internal.data;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Each feature's own distribution, blind to the others: mean and sd of a continuous one, shares of the categories of
 * the rest. What is believed of a cell when nothing else is known.
 *
 * @param standardizer mean and sd of the continuous features
 * @param shares d arrays; the probability of each category, empty for continuous features
 */
public record Marginals(Standardizer standardizer, double[][] shares) {

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

    /** Half a count for each category (Jeffreys): one never seen in training stays possible. */
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

    /** Reads what {@link #write} wrote for those features. */
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
