package io.lacuna.app.trainer;

import java.util.Locale;

/**
 * When a challenger takes over: its error is lower than the incumbent's by at least a share of it, and the paired
 * difference stands out from its own noise.
 *
 * @param minGain share of the incumbent's error by which the challenger's must be lower
 * @param minZ how many standard errors the mean paired difference must be above zero
 */
record PromotionRule(double minGain, double minZ) {

    /** Whether the challenger takes over. */
    boolean promotes(Contest contest) {
        double allowed = contest.incumbent().error() * (1 - minGain);
        return contest.cells() > 0 && contest.challenger().error() <= allowed && contest.z() >= minZ;
    }

    /**
     * The decision with its figures, for a person.
     *
     * @param incumbent who the challenger was held against, such as {@code generation 3}
     */
    String explain(Contest contest, String incumbent) {
        if (contest.cells() == 0) {
            return "no observed cell was hidden in the held-out part, so nothing shows that the challenger is better";
        }
        return String.format(
                Locale.ROOT,
                "challenger's error %.4f against %.4f of %s on %d hidden cells of %d records, z %.1f; the rule asks for"
                        + " at most %.4f and z %.1f",
                contest.challenger().error(),
                contest.incumbent().error(),
                incumbent,
                contest.cells(),
                contest.records(),
                Math.max(-999, Math.min(999, contest.z())),
                contest.incumbent().error() * (1 - minGain),
                minZ);
    }
}
