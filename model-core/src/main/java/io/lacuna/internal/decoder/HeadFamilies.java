package io.lacuna.internal.decoder;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The families of a decoder's numbers: chosen by an option of the fit, and a part of the artifact if one of them is not
 * normal.
 */
public final class HeadFamilies {
    private static final List<String> FAMILIES =
            List.of("gaussian", "student-t", "discretized-logistic", "continuous-bernoulli");

    /** Values that are closer, as a share of the range, are equal but for rounding. */
    private static final double ROUNDING = 1e-9;

    private HeadFamilies() {}

    /** Whether all numbers are normal, so that the features alone tell the heads. */
    public static boolean allNormal(OutputHead[] heads) {
        for (OutputHead head : heads) {
            if (head instanceof NumberHead && !(head instanceof OutputHead.Gaussian)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The heads of a table's features.
     *
     * @param mean d means of the features, in their own units
     * @param sd d standard deviations
     * @param families one family for all numbers, or {@code NAME=FAMILY;NAME=FAMILY}
     * @throws IllegalArgumentException if a name or a family is unknown; the message is for the user
     */
    public static OutputHead[] of(Table table, double[] mean, double[] sd, String families) {
        Features features = table.features();
        Map<String, String> byName = new HashMap<>();
        boolean named = families.contains("=");
        for (String part : named ? families.split(";") : new String[0]) {
            int at = part.lastIndexOf('=');
            byName.put(
                    part.substring(0, Math.max(0, at)).trim(),
                    part.substring(at + 1).trim());
        }
        OutputHead[] heads = OutputHead.of(features);
        for (int j = 0; j < heads.length; j++) {
            String name = features.get(j).name();
            if (heads[j] instanceof NumberHead normal) {
                String family = named ? byName.getOrDefault(name, "gaussian") : families;
                heads[j] = head(normal, family, observed(table, j, mean[j], sd[j]));
                byName.remove(name);
            }
        }
        if (!byName.isEmpty()) {
            throw new IllegalArgumentException("no number of the table has the name '"
                    + byName.keySet().iterator().next() + "', for which a family is given");
        }
        return heads;
    }

    /** The distinct observed values of a feature in standard units, ascending. */
    private static double[] observed(Table table, int feature, double mean, double sd) {
        return table.rows().stream()
                .mapToDouble(row -> row[feature])
                .filter(value -> !Double.isNaN(value))
                .map(value -> (value - mean) / sd)
                .sorted()
                .distinct()
                .toArray();
    }

    /** A family with what it takes from the column: the smallest step between values, or the range of values. */
    private static NumberHead head(NumberHead normal, String family, double[] values) {
        boolean known = FAMILIES.contains(family);
        if (!known) {
            throw new IllegalArgumentException(
                    "the family of a number is one of " + String.join(", ", FAMILIES) + ", not '" + family + "'");
        }
        if (family.equals("student-t")) {
            return new StudentHead(normal.offset());
        }
        if (values.length < 2 || family.equals("gaussian")) {
            return normal;
        }
        double low = values[0];
        double high = values[values.length - 1];
        if (family.equals("continuous-bernoulli")) {
            return new ContinuousBernoulliHead(normal.offset(), (float) low, (float) high);
        }
        double step = high - low;
        for (int i = 1; i < values.length; i++) {
            double apart = values[i] - values[i - 1];
            step = apart > ROUNDING * (high - low) ? Math.min(step, apart) : step;
        }
        return new LogisticHead(normal.offset(), (float) (0.5 * step));
    }

    /** Writes the family of each number. */
    public static void write(DataOutput out, OutputHead[] heads) throws IOException {
        for (OutputHead head : heads) {
            if (head instanceof NumberHead number) {
                out.writeUTF(number.family());
            }
            if (head instanceof LogisticHead logistic) {
                out.writeFloat(logistic.halfStep());
            } else if (head instanceof ContinuousBernoulliHead bounded) {
                out.writeFloat(bounded.low());
                out.writeFloat(bounded.high());
            }
        }
    }

    /** Reads what {@link #write} wrote for these features. */
    public static OutputHead[] read(DataInput in, Features features) throws IOException {
        OutputHead[] heads = OutputHead.of(features);
        for (int j = 0; j < heads.length; j++) {
            if (heads[j] instanceof NumberHead number) {
                heads[j] = read(in, number);
            }
        }
        return heads;
    }

    private static NumberHead read(DataInput in, NumberHead normal) throws IOException {
        String family = in.readUTF();
        try {
            return switch (family) {
                case "gaussian" -> normal;
                case "student-t" -> new StudentHead(normal.offset());
                case "discretized-logistic" -> new LogisticHead(normal.offset(), in.readFloat());
                case "continuous-bernoulli" ->
                    new ContinuousBernoulliHead(normal.offset(), in.readFloat(), in.readFloat());
                default -> throw new IOException("unknown family of a number, '" + family + "'");
            };
        } catch (IllegalArgumentException malformed) {
            throw new IOException(malformed.getMessage());
        }
    }
}
