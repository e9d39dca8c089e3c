package io.lacuna.internal.context;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is remembered of one key: of each feature the last observed value with its time and source offset, and its residual once
 * a gap has begun. Mutable, owned by one thread; one object can serve one key after the other through {@link #read}.
 *
 * <p>Only {@link ContextImputer#remember} changes what it holds of a key. Bytes are about 30 and 9 a feature.
 */
public final class KeyMemory {
    private static final byte FORMAT_VERSION = 1;

    private static final int NEVER = 0;
    /** Observed in the newest record. */
    private static final int NEWEST = 1;
    /** Observed in an earlier record. */
    private static final int EARLIER = 2;
    /** The same, with a residual. */
    private static final int EARLIER_WITH_RESIDUAL = 3;

    private static final int HEADER_BYTES = 1 + Integer.BYTES + 3 * Long.BYTES;
    private static final int MOST_BYTES_A_FEATURE = 1 + 3 * Long.BYTES + Float.BYTES;

    private final int fingerprint;
    private final byte[] room;
    private final ByteBuffer buffer;

    boolean empty;
    long modelId;
    long time;
    long offset;

    /** By feature; NaN where never observed. */
    final double[] value;

    final long[] valueTime;
    final long[] valueOffset;

    /** By feature, in standard units; NaN where no gap has begun since the value was observed. */
    final float[] residual;

    /** An empty memory, for keys whose records have those features. */
    public KeyMemory(Features features) {
        int d = features.size();
        fingerprint = fingerprint(features);
        value = new double[d];
        valueTime = new long[d];
        valueOffset = new long[d];
        residual = new float[d];
        room = new byte[HEADER_BYTES + d * MOST_BYTES_A_FEATURE];
        buffer = ByteBuffer.wrap(room);
        clear();
    }

    private static int fingerprint(Features features) {
        int hash = features.size();
        for (Feature feature : features.list()) {
            hash = 31 * (31 * hash + feature.name().hashCode()) + feature.categories();
            for (int c = 0; c < feature.categories(); c++) {
                hash = 31 * hash + feature.label(c).hashCode();
            }
        }
        return hash;
    }

    /** Forgets everything. */
    public void clear() {
        empty = true;
        modelId = 0;
        time = 0;
        offset = 0;
        Arrays.fill(value, Double.NaN);
        Arrays.fill(valueTime, 0);
        Arrays.fill(valueOffset, 0);
        Arrays.fill(residual, Float.NaN);
    }

    /** Whether nothing is remembered. */
    public boolean isEmpty() {
        return empty;
    }

    /** Time of the newest record remembered. Valid where the memory is not empty, as the other questions. */
    public long time() {
        return time;
    }

    /** Source offset of the newest record remembered. */
    public long offset() {
        return offset;
    }

    /** Whether a feature was ever observed. */
    public boolean knows(int feature) {
        return !Double.isNaN(value[feature]);
    }

    /** Last observed value of a feature, in its own unit; NaN where never observed. */
    public double value(int feature) {
        return value[feature];
    }

    /** Time of the record that the value is of. */
    public long time(int feature) {
        return valueTime[feature];
    }

    /** Source offset of the record that the value is of. */
    public long offset(int feature) {
        return valueOffset[feature];
    }

    /** The least source offset that anything remembered depends on: an audit that reads from there on rebuilds it. */
    public long earliestOffset() {
        long earliest = offset;
        for (int j = 0; j < value.length; j++) {
            earliest = knows(j) ? Math.min(earliest, valueOffset[j]) : earliest;
        }
        return earliest;
    }

    boolean isOfNewest(int feature) {
        return knows(feature) && valueOffset[feature] == offset && valueTime[feature] == time;
    }

    /** The memory as bytes; equal memories have equal bytes. */
    public byte[] toBytes() {
        buffer.clear();
        buffer.put(FORMAT_VERSION).putInt(fingerprint);
        if (!empty) {
            buffer.putLong(modelId).putLong(time).putLong(offset);
            for (int j = 0; j < value.length; j++) {
                write(j);
            }
        }
        return Arrays.copyOf(room, buffer.position());
    }

    private void write(int j) {
        if (!knows(j)) {
            buffer.put((byte) NEVER);
        } else if (isOfNewest(j)) {
            buffer.put((byte) NEWEST).putDouble(value[j]);
        } else {
            boolean found = !Float.isNaN(residual[j]);
            buffer.put((byte) (found ? EARLIER_WITH_RESIDUAL : EARLIER)).putDouble(value[j]);
            buffer.putLong(valueTime[j]).putLong(valueOffset[j]);
            if (found) {
                buffer.putFloat(residual[j]);
            }
        }
    }

    /**
     * Takes what {@link #toBytes} gave, in place of what was remembered.
     *
     * @return false where the bytes are of other features or another version, or damaged; the memory is empty then
     */
    public boolean read(byte[] bytes) {
        clear();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() == FORMAT_VERSION && in.getInt() == fingerprint && read(in)) {
                return true;
            }
        } catch (BufferUnderflowException cutShort) {
            // Not a memory of this kind; the key begins anew.
        }
        clear();
        return false;
    }

    private boolean read(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return true;
        }
        empty = false;
        modelId = in.getLong();
        time = in.getLong();
        offset = in.getLong();
        for (int j = 0; j < value.length; j++) {
            int kind = in.get();
            if (kind < NEVER || kind > EARLIER_WITH_RESIDUAL) {
                return false;
            }
            if (kind != NEVER) {
                value[j] = in.getDouble();
                valueTime[j] = kind == NEWEST ? time : in.getLong();
                valueOffset[j] = kind == NEWEST ? offset : in.getLong();
                residual[j] = kind == EARLIER_WITH_RESIDUAL ? in.getFloat() : Float.NaN;
                if (Double.isNaN(value[j])) {
                    return false;
                }
            }
        }
        return !in.hasRemaining();
    }

    /** Takes another memory's content, of the same features. */
    public void set(KeyMemory other) {
        empty = other.empty;
        modelId = other.modelId;
        time = other.time;
        offset = other.offset;
        System.arraycopy(other.value, 0, value, 0, value.length);
        System.arraycopy(other.valueTime, 0, valueTime, 0, value.length);
        System.arraycopy(other.valueOffset, 0, valueOffset, 0, value.length);
        System.arraycopy(other.residual, 0, residual, 0, value.length);
    }
}
