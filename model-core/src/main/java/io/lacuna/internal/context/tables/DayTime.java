package io.lacuna.internal.context.tables;

/**
 * A time, with the sine and cosine of its time of day, which are found once for all features. The same time gives the same bits
 * on every machine. Mutable: one thread owns it.
 */
public final class DayTime {
    private long time;
    private boolean found;
    private double sin;
    private double cos;

    /**
     * Changes the time.
     *
     * @param other milliseconds since 1970 UTC
     * @return this
     */
    public DayTime at(long other) {
        found &= other == time;
        time = other;
        return this;
    }

    /** Sine of one cycle a day. */
    public double sin() {
        find();
        return sin;
    }

    /** Cosine of one cycle a day. */
    public double cos() {
        find();
        return cos;
    }

    private void find() {
        if (!found) {
            double angle = Calendar.Cycle.DAY.angle(time);
            sin = StrictMath.sin(angle);
            cos = StrictMath.cos(angle);
            found = true;
        }
    }
}
