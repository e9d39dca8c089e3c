package io.lacuna.internal.context;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.SlowMean;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The memory of one key: for each feature the last observed value with its time, source offset and residual, the change since
 * that is expected from those of other features ({@link ExpectedChanges}), and sums of residuals by buckets of time ({@link
 * SlowMean}). Mutable, owned by one thread; one object can be used for one key after the other through {@link #read}.
 *
 * <p>Only {@link ContextImputer#remember} changes the memory of a key. It takes about 40 bytes, and 13 to 44 per
 * feature.
 */
public final class KeyMemory {
    private static final byte FORMAT_VERSION = 2;

    /** Of a memory without changes. */
    private static final byte FORMAT_WITHOUT_CHANGES = 1;

    private static final int KNOWN = 1;
    /** Observed in the newest record, with that record's time and offset. */
    private static final int NEWEST = 2;

    private static final int HAS_RESIDUAL = 4;
    private static final int HAS_SLOW = 8;
    private static final int HAS_CHANGE = 16;

    /** Position after version, fingerprint and model. */
    private static final int TIME_PLACE = 1 + Integer.BYTES + Long.BYTES;

    private static final int HEADER_BYTES = 2 + Integer.BYTES + 4 * Long.BYTES;
    private static final int MOST_VARINT_BYTES = 5;
    private static final int MOST_BYTES_A_FEATURE =
            1 + 3 * Long.BYTES + 3 * Float.BYTES + 2 * MOST_VARINT_BYTES * SlowMean.BUCKETS;

    private final int fingerprint;
    private final byte[] room;
    private final ByteBuffer buffer;

    private boolean empty;
    private long modelId;
    private long time;
    private long offset;

    /** By feature; NaN if never observed. */
    private final double[] value;

    private final long[] valueTime;
    private final long[] valueOffset;

    /** Residual of the record with the value, by feature, in standard units; NaN if unknown. */
    private final float[] residual;

    /** Slow mean as of that record, by feature, in standard units. */
    private final float[] slow;

    /** Expected change since the value, by feature, in standard units; NaN if unknown. */
    private final float[] change;

    /** Number of the newest bucket, and sums and counts of residuals: [bucket, the newest first][feature]. */
    private long bucket;

    private final int[][] sums;
    private final int[][] counts;

    /** An empty memory for keys whose records have these features. */
    public KeyMemory(Features features) {
        int d = features.size();
        fingerprint = fingerprint(features);
        value = new double[d];
        valueTime = new long[d];
        valueOffset = new long[d];
        residual = new float[d];
        slow = new float[d];
        change = new float[d];
        sums = new int[SlowMean.BUCKETS][d];
        counts = new int[SlowMean.BUCKETS][d];
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
        forgetResiduals();
    }

    private void forgetResiduals() {
        Arrays.fill(residual, Float.NaN);
        Arrays.fill(slow, 0);
        Arrays.fill(change, 0);
        bucket = 0;
        for (int b = 0; b < sums.length; b++) {
            Arrays.fill(sums[b], 0);
            Arrays.fill(counts[b], 0);
        }
    }

    /** Whether the memory is empty. */
    public boolean isEmpty() {
        return empty;
    }

    /** Time of the newest remembered record; 0 if the memory is empty. */
    public long time() {
        return time;
    }

    /** Source offset of the newest remembered record; 0 if the memory is empty. */
    public long offset() {
        return offset;
    }

    /** Id of the model that the residuals belong to. */
    public long modelId() {
        return modelId;
    }

    /** Whether a feature was ever observed. */
    public boolean knows(int feature) {
        return !Double.isNaN(value[feature]);
    }

    /** Last observed value of a feature, in its own unit; NaN if never observed. */
    public double value(int feature) {
        return value[feature];
    }

    /** Time of the record with the value. */
    public long time(int feature) {
        return valueTime[feature];
    }

    /** Source offset of the record with the value. */
    public long offset(int feature) {
        return valueOffset[feature];
    }

    /** Residual of the value, in standard units; NaN if unknown. */
    public float residual(int feature) {
        return residual[feature];
    }

    /** Slow mean of residuals up to the record with the value, in standard units. */
    public float slow(int feature) {
        return slow[feature];
    }

    /**
     * Change of a feature since its value, expected from those of other features up to the newest record, in standard units; 0
     * for a model in which it does not follow others, NaN if unknown.
     */
    public float change(int feature) {
        return change[feature];
    }

    /** Whether the value was observed in the newest record. */
    public boolean isOfNewest(int feature) {
        return knows(feature) && valueOffset[feature] == offset && valueTime[feature] == time;
    }

    /** Whether a record with this time can be added: it must not be earlier than the newest one. */
    boolean takes(long recordTime) {
        return empty || recordTime >= time;
    }

    /** Starts to add a record to the memory; residuals of another model are discarded. */
    void begin(long recordTime, long recordOffset, long ofModel, long recordBucket) {
        if (ofModel != modelId) {
            forgetResiduals();
        }
        modelId = ofModel;
        advance(recordBucket);
        empty = false;
        time = recordTime;
        offset = recordOffset;
    }

    /** Shifts the buckets so that the given one becomes the newest. */
    private void advance(long to) {
        long by = empty ? sums.length : Math.min(sums.length, Math.max(0, to - bucket));
        for (long step = 0; step < by; step++) {
            int[] oldestSums = sums[sums.length - 1];
            int[] oldestCounts = counts[counts.length - 1];
            System.arraycopy(sums, 0, sums, 1, sums.length - 1);
            System.arraycopy(counts, 0, counts, 1, counts.length - 1);
            Arrays.fill(oldestSums, 0);
            Arrays.fill(oldestCounts, 0);
            sums[0] = oldestSums;
            counts[0] = oldestCounts;
        }
        bucket = empty ? to : Math.max(bucket, to);
    }

    /** Adds an observed cell of the record that was started. */
    void take(int feature, double cell, float cellResidual) {
        value[feature] = cell;
        valueTime[feature] = time;
        valueOffset[feature] = offset;
        residual[feature] = cellResidual;
        change[feature] = 0;
        if (!Float.isNaN(cellResidual)) {
            sums[0][feature] += SlowMean.units(cellResidual);
            counts[0][feature]++;
        }
        slow[feature] = SlowMean.of(sums, counts, feature);
    }

    /** Sets the expected change of a feature that is missing in the record that was started; NaN if unknown. */
    void follow(int feature, float expected) {
        change[feature] = expected;
    }

    /** Sets a residual that was computed after its value was remembered. */
    void find(int feature, float cellResidual) {
        residual[feature] = cellResidual;
    }

    /** The memory as bytes; equal memories have equal bytes. */
    public byte[] toBytes() {
        buffer.clear();
        buffer.put(hasChanges() ? FORMAT_VERSION : FORMAT_WITHOUT_CHANGES).putInt(fingerprint);
        if (!empty) {
            buffer.putLong(modelId).putLong(time).putLong(offset);
            for (int j = 0; j < value.length; j++) {
                write(j);
            }
            writeBuckets();
        }
        return Arrays.copyOf(room, buffer.position());
    }

    private boolean hasChanges() {
        boolean any = false;
        for (int j = 0; j < value.length && !empty; j++) {
            any |= knows(j) && change[j] != 0;
        }
        return any;
    }

    private void write(int j) {
        if (!knows(j)) {
            buffer.put((byte) 0);
            return;
        }
        boolean newest = isOfNewest(j);
        boolean hasResidual = !Float.isNaN(residual[j]);
        boolean hasSlow = slow[j] != 0;
        boolean hasChange = change[j] != 0;
        buffer.put((byte) (KNOWN
                | (newest ? NEWEST : 0)
                | (hasResidual ? HAS_RESIDUAL : 0)
                | (hasSlow ? HAS_SLOW : 0)
                | (hasChange ? HAS_CHANGE : 0)));
        buffer.putDouble(value[j]);
        if (!newest) {
            buffer.putLong(valueTime[j]).putLong(valueOffset[j]);
        }
        if (hasResidual) {
            buffer.putFloat(residual[j]);
        }
        if (hasSlow) {
            buffer.putFloat(slow[j]);
        }
        if (hasChange) {
            buffer.putFloat(change[j]);
        }
    }

    private void writeBuckets() {
        int filled = 0;
        for (int b = 0; b < counts.length; b++) {
            for (int count : counts[b]) {
                filled |= count > 0 ? 1 << b : 0;
            }
        }
        buffer.put((byte) filled);
        if (filled == 0) {
            return;
        }
        buffer.putLong(bucket);
        for (int b = 0; b < counts.length; b++) {
            for (int j = 0; j < value.length && (filled >> b & 1) != 0; j++) {
                writeVarint(counts[b][j]);
                if (counts[b][j] > 0) {
                    writeVarint(sums[b][j] << 1 ^ sums[b][j] >> 31);
                }
            }
        }
    }

    private void writeVarint(int number) {
        int rest = number;
        while ((rest & ~0x7f) != 0) {
            buffer.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    /**
     * Replaces the memory with the result of {@link #toBytes}.
     *
     * @return false if the bytes belong to other features or another version, or are damaged; the memory is then empty
     */
    public boolean read(byte[] bytes) {
        clear();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (isReadable(in.get()) && in.getInt() == fingerprint && (!in.hasRemaining() || read(in))) {
                return true;
            }
        } catch (BufferUnderflowException cutShort) {
            // Not a memory of this kind; the key starts with an empty one.
        }
        clear();
        return false;
    }

    /**
     * Time of the newest record in a memory's bytes, independent of its features.
     *
     * @return the smallest number if the bytes contain no record, or have another version
     */
    public static long timeOf(byte[] bytes) {
        return bytes.length < TIME_PLACE + Long.BYTES || !isReadable(bytes[0])
                ? Long.MIN_VALUE
                : ByteBuffer.wrap(bytes).getLong(TIME_PLACE);
    }

    private static boolean isReadable(byte version) {
        return version == FORMAT_VERSION || version == FORMAT_WITHOUT_CHANGES;
    }

    private boolean read(ByteBuffer in) {
        empty = false;
        modelId = in.getLong();
        time = in.getLong();
        offset = in.getLong();
        for (int j = 0; j < value.length; j++) {
            int flags = in.get();
            if ((flags & KNOWN) != 0) {
                value[j] = in.getDouble();
                boolean newest = (flags & NEWEST) != 0;
                valueTime[j] = newest ? time : in.getLong();
                valueOffset[j] = newest ? offset : in.getLong();
                residual[j] = (flags & HAS_RESIDUAL) != 0 ? in.getFloat() : Float.NaN;
                slow[j] = (flags & HAS_SLOW) != 0 ? in.getFloat() : 0;
                change[j] = (flags & HAS_CHANGE) != 0 ? in.getFloat() : 0;
            }
            if ((flags & KNOWN) == 0
                    ? flags != 0
                    : Double.isNaN(value[j]) || !Float.isFinite(slow[j]) || Float.isInfinite(change[j])) {
                return false;
            }
        }
        readBuckets(in);
        return !in.hasRemaining();
    }

    private void readBuckets(ByteBuffer in) {
        int filled = in.get();
        if (filled == 0) {
            return;
        }
        bucket = in.getLong();
        for (int b = 0; b < counts.length; b++) {
            for (int j = 0; j < value.length && (filled >> b & 1) != 0; j++) {
                counts[b][j] = readVarint(in);
                int folded = counts[b][j] > 0 ? readVarint(in) : 0;
                sums[b][j] = folded >>> 1 ^ -(folded & 1);
            }
        }
    }

    private static int readVarint(ByteBuffer in) {
        int number = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new BufferUnderflowException();
    }

    /** Copies another memory of the same features. */
    public void set(KeyMemory other) {
        empty = other.empty;
        modelId = other.modelId;
        time = other.time;
        offset = other.offset;
        bucket = other.bucket;
        System.arraycopy(other.value, 0, value, 0, value.length);
        System.arraycopy(other.valueTime, 0, valueTime, 0, value.length);
        System.arraycopy(other.valueOffset, 0, valueOffset, 0, value.length);
        System.arraycopy(other.residual, 0, residual, 0, value.length);
        System.arraycopy(other.slow, 0, slow, 0, value.length);
        System.arraycopy(other.change, 0, change, 0, value.length);
        for (int b = 0; b < sums.length; b++) {
            System.arraycopy(other.sums[b], 0, sums[b], 0, value.length);
            System.arraycopy(other.counts[b], 0, counts[b], 0, value.length);
        }
    }
}
