package io.lacuna.app.watch;

import io.lacuna.internal.numerics.SampleMoments;

/**
 * A trial of a proposed generation: compares its losses with those of the serving generation on the same hidden cells
 * of the same records. It decides once, when the required number of records is there, so that the significance level
 * holds; a proposal that clearly does harm is rejected earlier. For one thread.
 */
public final class Trial {
    private static final int EARLIEST = 50;
    private static final double HARM_Z = -5;

    private final long proposal;
    private final int asked;
    private final double minZ;
    private long active;
    private SampleMoments gains = new SampleMoments();

    /**
     * @param proposal number of the proposed generation
     * @param asked number of records scored by both after which the trial ends
     * @param minZ smallest gain in its own standard errors
     */
    public Trial(long proposal, int asked, double minZ) {
        this.proposal = proposal;
        this.asked = asked;
        this.minZ = minZ;
    }

    /** Result of a trial so far. */
    public enum Verdict {
        OPEN,
        PROMOTE,
        REJECT
    }

    /** Number of the proposed generation. */
    public long proposal() {
        return proposal;
    }

    /** Adds a record; ignores one that was not scored by both. */
    public void add(ScoredRecord scored) {
        if (!scored.isPaired() || scored.shadow().get(0).getGeneration() != proposal || gains.count() == asked) {
            return;
        }
        if (scored.generation() != active) {
            active = scored.generation();
            gains = new SampleMoments();
        }
        gains.add(ScoredRecord.loss(scored.active()) - ScoredRecord.loss(scored.shadow()));
    }

    public Verdict verdict() {
        if (gains.count() < asked) {
            return gains.count() >= EARLIEST && z() <= HARM_Z ? Verdict.REJECT : Verdict.OPEN;
        }
        return gains.mean() > 0 && z() >= minZ ? Verdict.PROMOTE : Verdict.REJECT;
    }

    private double z() {
        return Math.max(-999, Math.min(999, gains.z()));
    }

    /** The figures as text. */
    public String explain() {
        return String.format(
                java.util.Locale.ROOT,
                "on %d live records scored by both, the squared error of a hidden cell is %.4f lower than that of generation %d;"
                        + " the difference is %.1f standard errors. To be promoted, it must be at least %.1f on %d records",
                gains.count(),
                gains.mean(),
                active,
                z(),
                minZ,
                asked);
    }
}
