package io.lacuna.internal.inference;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a lower bound of a record's log likelihood {@code log p(x)}, where x are the record's observed cells. Each
 * bound is {@code E ln sum_i pi_i w_i} over importance weights {@code w_i = p(x, z_i) / q_i(z_i)} (buffered-svi,
 * equation 10); they differ in the proposals q_i and in pi. Immutable.
 *
 * <table>
 * <caption>Bounds</caption>
 * <tr><td>{@code served}<td>the number in the notes: for a closed form log p(x) itself, otherwise an estimate
 * <tr><td>{@code elbo}<td>one weight, from the posterior that the method finds (equation 1)
 * <tr><td>{@code iwae-K}<td>K weights from that posterior (equation 2)
 * <tr><td>{@code svi-K}<td>the last weight after K steps of SVI (equation 12)
 * <tr><td>{@code bsvi-K}<td>the K + 1 weights of those steps (equation 11)
 * <tr><td>{@code bsvi-K-ds}<td>the same with a second draw in each step (equation 22)
 * <tr><td>{@code bsvi-K-pi}<td>the same as {@code bsvi-K} with optimized shares pi (equation 13)
 * </table>
 *
 * @param kind which bound
 * @param k K of its name; 0 if it has none
 */
public record LikelihoodBound(Kind kind, int k) {
    /** With more weights or steps, a table takes hours. */
    private static final int MOST = 100_000;

    private static final Pattern NAME = Pattern.compile("(iwae|svi|bsvi)-(\\d{1,6})(-ds|-pi)?");

    /** The bounds without their K. */
    public enum Kind {
        SERVED,
        ELBO,
        IWAE,
        SVI,
        BSVI,
        BSVI_DS,
        BSVI_PI;

        /** Whether the bound follows the steps of SVI. */
        public boolean steps() {
            return compareTo(SVI) >= 0;
        }
    }

    public static final String NAMES = "served, elbo, iwae-K, svi-K, bsvi-K, bsvi-K-ds, bsvi-K-pi";

    public LikelihoodBound {
        boolean own = kind == Kind.SERVED || kind == Kind.ELBO;
        int least = kind == Kind.IWAE ? 1 : 0;
        if (own ? k != 0 : k < least || k > MOST) {
            throw new IllegalArgumentException("K of " + kind.name().toLowerCase(Locale.ROOT) + " is from " + least
                    + " to " + MOST + ", not " + k);
        }
    }

    /**
     * The bound with this name.
     *
     * @throws IllegalArgumentException if there is none; the message names the known ones
     */
    public static LikelihoodBound of(String name) {
        if (name.equals("served") || name.equals("elbo")) {
            return new LikelihoodBound(name.equals("elbo") ? Kind.ELBO : Kind.SERVED, 0);
        }
        Matcher parts = NAME.matcher(name);
        boolean plain =
                parts.matches() && (parts.group(3) == null || parts.group(1).equals("bsvi"));
        if (!plain) {
            throw new IllegalArgumentException(
                    "unknown bound '" + name + "'; known are " + NAMES + " with a number for K");
        }
        String variant = parts.group(3) == null ? "" : parts.group(3).replace('-', '_');
        return new LikelihoodBound(
                Kind.valueOf((parts.group(1) + variant).toUpperCase(Locale.ROOT)), Integer.parseInt(parts.group(2)));
    }

    /** The number of importance weights of one draw. */
    public int weights() {
        return switch (kind) {
            case SERVED, ELBO, SVI -> 1;
            case IWAE -> k;
            case BSVI, BSVI_DS, BSVI_PI -> k + 1;
        };
    }

    /** The name, as {@link #of} reads it. */
    public String name() {
        return switch (kind) {
            case SERVED, ELBO -> kind.name().toLowerCase(Locale.ROOT);
            case IWAE, SVI, BSVI -> kind.name().toLowerCase(Locale.ROOT) + "-" + k;
            case BSVI_DS -> "bsvi-" + k + "-ds";
            case BSVI_PI -> "bsvi-" + k + "-pi";
        };
    }
}
