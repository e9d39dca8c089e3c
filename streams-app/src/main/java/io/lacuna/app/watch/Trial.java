package io.lacuna.app.watch;

/**
 * A proposal on trial: its losses and the serving generation's on the same hidden cells of the same records. One look, when
 * the asked number of records is there, so that the significance is what it says; only one that does clear harm ends
 * sooner. For one thread.
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
     * @param asked records scored by both after which it ends
     * @param minZ how many of its own standard errors its gain must be above zero
     */
    public Trial(long proposal, int asked, double minZ) {
        this.proposal = proposal;
        this.asked = asked;
        this.minZ = minZ;
    }

    /** Where a trial stands. */
    public enum Verdict {
        OPEN,
        PROMOTE,
        REJECT
    }

    /** The proposed generation's number. */
    public long proposal() {
        return proposal;
    }

    /** Takes a record; one that was not scored by both is passed over. */
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

    /** The figures, for a person. */
    public String explain() {
        return String.format(
                java.util.Locale.ROOT,
                "on %d live records scored by both, the loss per hidden cell is %.4f lower than generation %d's, z %.1f;"
                        + " the rule asks for %d records and z %.1f",
                records,
                records == 0 ? 0 : sum / records,
                active,
                records == 0 ? 0 : z(),
                asked,
                minZ);
    }
}
