package io.lacuna.internal.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the coverage of intervals at its target while the data drift away from the model. Some observed cells are
 * hidden and filled; each of them is a score. A score widens intervals if the feature's interval missed the true value,
 * and narrows them a little if the interval held it. No interval becomes narrower than the model's.
 *
 * <p>This is adaptive conformal inference (Gibbs and Candes, 2021, equation 2), applied to the log of a stretch about
 * the mean. The paper changes the level of the interval, but a level cannot exceed 1 when values come that the model
 * has never seen. The log of a feature's stretch is a part that all features share plus a part of its own:
 *
 * <pre>shared &lt;- shared + rate     * (share of the record's scores that missed - (1 - mass))
 * own    &lt;- own    + OWN_RATE * ((held ? 0 : 1)                         - (1 - mass))</pre>
 *
 * <p>The shared part moves once a record, by the mean of its scores: cells of one record are often missed together, and
 * counted one by one they would widen all intervals far beyond the target. Most features have few scores at old ages,
 * so the shared part follows a drift of the data, and the own part what a feature needs in addition.
 *
 * <p>Both may lead to a log slightly below zero, where the stretch is 1. Otherwise intervals that need no stretch would be
 * stretched most of the time, since every chance miss widens them and no hit narrows them below the model's.
 *
 * <p>For any data, the long-run share of misses of a feature approaches 1 - mass, as long as its stretch is not at a
 * bound. A model whose intervals are too wide keeps them.
 *
 * <p>The state depends only on the scores since construction: equal scores in equal order give equal stretches, bit for
 * bit. Mutable; one thread owns it.
 */
public final class LiveIntervals implements IntervalStretch {
    private static final double FIRST_RATE = 0.25;
    private static final double LAST_RATE = 0.08;
    /** After this many records, the rate of the shared part is halved. */
    private static final double SETTLING_RECORDS = 20;

    private static final double OWN_RATE = 0.06;

    /**
     * Least log. The stretch is never below 1: scores come from observed cells, and missing cells may be harder to
     * predict. Far below zero, a drift would be noticed late.
     */
    private static final double LEAST_LOG = -0.1;

    private static final double MOST_LOG = Math.log(20);

    private final double missRate;
    private final Map<String, Double> own = new HashMap<>();
    private double shared;
    private long records;

    /**
     * @param mass probability that each interval should hold
     */
    public LiveIntervals(double mass) {
        missRate = 1 - mass;
    }

    /**
     * One score.
     *
     * @param feature name of the feature
     * @param held whether its interval, stretched by {@link LiveIntervals#of}, held the true value
     */
    public record Score(String feature, boolean held) {}

    @Override
    public double of(String feature) {
        double log = shared + own.getOrDefault(feature, 0.0);
        return log <= 0 ? 1 : Math.exp(Math.min(MOST_LOG, log));
    }

    /** Learns from the scores of one record. */
    public void learn(List<Score> scores) {
        if (scores.isEmpty()) {
            return;
        }
        double surprises = 0;
        for (Score score : scores) {
            double surprise = (score.held() ? 0 : 1) - missRate;
            surprises += surprise;
            double log = shared + own.getOrDefault(score.feature(), 0.0) + OWN_RATE * surprise;
            own.put(score.feature(), within(log) - shared);
        }
        double rate = Math.max(LAST_RATE, FIRST_RATE / (1 + records / SETTLING_RECORDS));
        shared = within(shared + rate * surprises / scores.size());
        records++;
    }

    private static double within(double log) {
        return Math.max(LEAST_LOG, Math.min(MOST_LOG, log));
    }
}
