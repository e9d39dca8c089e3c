package io.lacuna.internal.evaluation;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the coverage of intervals at its target while the data drift away from the model. Some observed cells are
 * hidden and filled; each of them is a score. A score widens the feature's interval if the interval missed the true
 * value, and narrows it a little if the interval held it. No interval becomes narrower than the model's.
 *
 * <p>This is adaptive conformal inference (Gibbs and Candes, 2021, equation 2), applied to the log of a stretch about
 * the mean. The paper changes the level of the interval, but a level cannot exceed 1 when values come that the model
 * has never seen:
 *
 * <pre>log s &lt;- log s + rate * ((held ? 0 : 1) - (1 - mass))</pre>
 *
 * <p>For any data, the long-run share of misses of a feature approaches 1 - mass, as long as its stretch is not at a
 * bound. A model whose intervals are too wide keeps them. A feature with few scores of its own also learns from the
 * scores of other features, less with each of its own scores; a feature without scores takes the stretch that is
 * learned from all.
 *
 * <p>The state depends only on the scores since construction: equal scores in equal order give equal stretches, bit for
 * bit. Mutable; one thread owns it.
 */
public final class LiveIntervals implements IntervalStretch {
    private static final double FIRST_RATE = 0.25;
    private static final double LAST_RATE = 0.04;
    /** Rate for the score of another feature. */
    private static final double SHARED_RATE = 0.08;
    /** After this many scores, a feature's rate and its share in the scores of other features are halved. */
    private static final double SETTLING_SCORES = 20;

    /**
     * Never narrower than the model's interval: scores come from observed cells, and missing cells may be harder to
     * predict.
     */
    private static final double LEAST_LOG = 0;

    private static final double MOST_LOG = Math.log(20);

    private final double missRate;
    private final Map<String, Learned> features = new HashMap<>();
    private final Learned others = new Learned();
    private long scores;

    /**
     * @param mass probability that each interval should hold
     */
    public LiveIntervals(double mass) {
        missRate = 1 - mass;
    }

    /** What is learned about one feature. */
    private static final class Learned {
        private double log;
        private double stretch = 1;
        private long scores;

        Learned() {}

        Learned(Learned from) {
            log = from.log;
            stretch = from.stretch;
        }

        void own(double surprise) {
            move(Math.max(LAST_RATE, FIRST_RATE * freshness()) * surprise);
            scores++;
        }

        void shared(double surprise) {
            move(SHARED_RATE * freshness() * surprise);
        }

        private double freshness() {
            return 1 / (1 + scores / SETTLING_SCORES);
        }

        private void move(double step) {
            log = Math.max(LEAST_LOG, Math.min(MOST_LOG, log + step));
            stretch = Math.exp(log);
        }
    }

    @Override
    public double of(String feature) {
        return scores == 0 ? 1 : features.getOrDefault(feature, others).stretch;
    }

    /** Learns from one score: whether the feature's interval, stretched by {@link #of}, held the true value. */
    public void learn(String feature, boolean held) {
        double surprise = (held ? 0 : 1) - missRate;
        Learned scored = features.computeIfAbsent(feature, unseen -> new Learned(others));
        for (Learned other : features.values()) {
            if (other != scored) {
                other.shared(surprise);
            }
        }
        others.shared(surprise);
        scored.own(surprise);
        scores++;
    }
}
