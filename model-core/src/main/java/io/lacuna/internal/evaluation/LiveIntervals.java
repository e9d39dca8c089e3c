package io.lacuna.internal.evaluation;

import java.util.HashMap;
import java.util.Map;

/**
 * Keeps intervals at what they promise while the data drift away from the model: each observed cell that is hidden, filled
 * and compared widens its feature's interval where that missed the true value, and takes a little of that back where it held
 * it. No interval becomes narrower than the model has it.
 *
 * <p>This is adaptive conformal inference (Gibbs and Candes, 2021, equation 2), on the log of a stretch about the mean
 * where they move the level, for a level ends at 1 when values come that the model has never seen:
 *
 * <pre>log s &lt;- log s + rate * ((held ? 0 : 1) - (1 - mass))</pre>
 *
 * <p>Whatever the data do, a feature's share of misses in the long run comes to 1 - mass, as long as its stretch is not at
 * an end; a model whose intervals are too wide keeps them. A feature with few scores of its own moves with those of the
 * others too, less with each of its own; one with none takes what the others share.
 *
 * <p>The state is a fold over the scores since the object was made, and nothing else: equal scores in equal order give equal
 * stretches to the bit. Mutable, owned by one thread.
 */
public final class LiveIntervals implements IntervalStretch {
    private static final double FIRST_RATE = 0.25;
    private static final double LAST_RATE = 0.04;
    /** Of a score of another feature. */
    private static final double SHARED_RATE = 0.08;
    /** Scores of a feature that halve its rate, and its share in the scores of others. */
    private static final double SETTLING_SCORES = 20;

    /** No narrower than the model has it: scores are of cells that were observed, and those that are missing may be harder. */
    private static final double LEAST_LOG = 0;

    private static final double MOST_LOG = Math.log(20);

    private final double missRate;
    private final Map<String, Learnt> features = new HashMap<>();
    private final Learnt others = new Learnt();
    private long scores;

    /**
     * @param mass probability that each interval is meant to hold
     */
    public LiveIntervals(double mass) {
        missRate = 1 - mass;
    }

    /** Of one feature. */
    private static final class Learnt {
        private double log;
        private double stretch = 1;
        private long scores;

        Learnt() {}

        Learnt(Learnt from) {
            log = from.log;
            stretch = from.stretch;
        }

        void own(double surprise) {
            move(Math.max(LAST_RATE, FIRST_RATE * openness()) * surprise);
            scores++;
        }

        void shared(double surprise) {
            move(SHARED_RATE * openness() * surprise);
        }

        private double openness() {
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

    /** Learns from one score: whether the interval of that feature, stretched by {@link #of}, held the true value. */
    public void learn(String feature, boolean held) {
        double surprise = (held ? 0 : 1) - missRate;
        Learnt scored = features.computeIfAbsent(feature, unseen -> new Learnt(others));
        for (Learnt other : features.values()) {
            if (other != scored) {
                other.shared(surprise);
            }
        }
        others.shared(surprise);
        scored.own(surprise);
        scores++;
    }
}
