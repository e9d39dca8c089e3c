package io.lacuna.app.watch;

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
    private int records;
    private double sum;
    private double square;

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
        if (!scored.isPaired() || scored.shadow().get(0).getGeneration() != proposal || records == asked) {
            return;
        }
        if (scored.generation() != active) {
            active = scored.generation();
            records = 0;
            sum = 0;
            square = 0;
        }
        double gain = ScoredRecord.loss(scored.active()) - ScoredRecord.loss(scored.shadow());
        records++;
        sum += gain;
        square += gain * gain;
    }

    public Verdict verdict() {
        if (records < asked) {
            return records >= EARLIEST && z() <= HARM_Z ? Verdict.REJECT : Verdict.OPEN;
        }
        return sum > 0 && z() >= minZ ? Verdict.PROMOTE : Verdict.REJECT;
    }

    private double z() {
        double mean = sum / records;
        double variance = Math.max(0, (square - records * mean * mean) / Math.max(1, records - 1));
        double z = variance == 0 ? Math.signum(mean) * 999 : mean / Math.sqrt(variance / records);
        return Math.max(-999, Math.min(999, z));
    }

    /** The figures as text. */
    public String explain() {
        return String.format(
                java.util.Locale.ROOT,
                "on %d live records scored by both, the loss per hidden cell is %.4f lower than generation %d's, z %.1f;"
                        + " the rule requires %d records and z %.1f",
                records,
                records == 0 ? 0 : sum / records,
                active,
                records == 0 ? 0 : z(),
                asked,
                minZ);
    }
}
