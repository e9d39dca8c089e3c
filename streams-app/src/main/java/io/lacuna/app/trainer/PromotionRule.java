package io.lacuna.app.trainer;

import java.util.Locale;

/**
 * Decides whether a challenger takes over: its error must be lower than the incumbent's by a given share, and the
 * paired difference must be significant.
 *
 * @param minGain share of the incumbent's error by which the challenger's error must be lower
 * @param minZ smallest mean paired difference in its own standard errors
 */
record PromotionRule(double minGain, double minZ) {

    /** Whether the challenger takes over. */
    boolean promotes(Contest contest) {
        double allowed = contest.incumbent().error() * (1 - minGain);
        return contest.cells() > 0 && contest.challenger().error() <= allowed && contest.z() >= minZ;
    }

    /**
     * Explains the decision with its figures.
     *
     * @param incumbent name of the incumbent, such as {@code generation 3}
     */
    String explain(Contest contest, String incumbent) {
        if (contest.cells() == 0) {
            return "no observed cell was hidden in the held-out part, so there is no evidence that the challenger is better";
        }
        return String.format(
                Locale.ROOT,
                "error of the new model %.4f, of %s %.4f, on the same %d hidden cells of %d records; the difference is %.1f"
                        + " standard errors. To be published, it must have an error of at most %.4f and differ by at least %.1f",
                contest.challenger().error(),
                incumbent,
                contest.incumbent().error(),
                contest.cells(),
                contest.records(),
                Math.max(-999, Math.min(999, contest.z())),
                contest.incumbent().error() * (1 - minGain),
                minZ);
    }
}
