package io.lacuna.internal.inference.relation;

import io.lacuna.data.Features;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * An equation that the training rows satisfy, in the features' own units: the sum of {@code coefficients[i] *
 * x[features[i]]} is the total, up to noise. Immutable by convention: nobody writes to its arrays.
 *
 * @param features indices of at least two continuous features, increasing
 * @param coefficients as many numbers, none of them 0
 * @param total the right-hand side
 * @param noise standard deviation of the sum about the total, positive
 */
public record LinearRelation(int[] features, double[] coefficients, double total, double noise) {
    private static final MathContext SHOWN = new MathContext(4);

    /**
     * @throws IllegalArgumentException if the numbers make no relation
     */
    public LinearRelation {
        if (features.length < 2 || coefficients.length != features.length) {
            throw new IllegalArgumentException("a relation needs at least two features, each with a coefficient");
        }
        for (int i = 0; i < features.length; i++) {
            if (features[i] < 0 || i > 0 && features[i] <= features[i - 1]) {
                throw new IllegalArgumentException("the features of a relation must increase");
            }
            if (coefficients[i] == 0 || !Double.isFinite(coefficients[i])) {
                throw new IllegalArgumentException("a coefficient of a relation is " + coefficients[i]);
            }
        }
        if (!Double.isFinite(total) || !(noise > 0) || Double.isInfinite(noise)) {
            throw new IllegalArgumentException("a relation has the total " + total + " and the noise " + noise);
        }
    }

    /** The sum of the observed terms minus the total; NaN if a cell is missing. */
    public double excess(double[] cells) {
        double sum = -total;
        for (int i = 0; i < features.length; i++) {
            sum += coefficients[i] * cells[features[i]];
        }
        return sum;
    }

    /**
     * As text: {@code a + b + c = 100} if all terms have the same weight, otherwise solved for the feature with the
     * fewest minus signs and then the shortest equation, such as {@code x1 = x2 + 2 x3}. Numbers have four digits.
     */
    public String words(Features names) {
        if (isPlainSum()) {
            return plainSum(names);
        }
        String best = "";
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < features.length; i++) {
            StringBuilder text = new StringBuilder(name(names, i)).append(" =");
            int before = text.length();
            int negative = total / coefficients[i] < 0 ? 1 : 0;
            for (int t = 0; t < features.length; t++) {
                if (t != i) {
                    double weight = -coefficients[t] / coefficients[i];
                    negative += weight < 0 ? 1 : 0;
                    add(text, before, weight, name(names, t));
                }
            }
            add(text, before, total / coefficients[i], "");
            if (negative < fewest || negative == fewest && text.length() < best.length()) {
                best = text.toString();
                fewest = negative;
            }
        }
        return best;
    }

    private boolean isPlainSum() {
        for (double coefficient : coefficients) {
            if (coefficient != coefficients[0]) {
                return false;
            }
        }
        return true;
    }

    private String plainSum(Features names) {
        StringBuilder text = new StringBuilder(name(names, 0));
        for (int i = 1; i < features.length; i++) {
            text.append(" + ").append(name(names, i));
        }
        return text.append(" = ").append(number(total / coefficients[0])).toString();
    }

    private String name(Features names, int i) {
        return names.get(features[i]).name();
    }

    /** Adds a term such as {@code + 0.5 x1}; a constant has no name. */
    private static void add(StringBuilder text, int before, double weight, String name) {
        String number = number(Math.abs(weight));
        if (weight == 0 || number.equals("0")) {
            return;
        }
        boolean first = text.length() == before;
        text.append(weight < 0 ? (first ? " -" : " - ") : first ? " " : " + ");
        text.append(name.isEmpty() ? number : number.equals("1") ? name : number + " " + name);
    }

    private static String number(double value) {
        return new BigDecimal(value).round(SHOWN).stripTrailingZeros().toPlainString();
    }
}
