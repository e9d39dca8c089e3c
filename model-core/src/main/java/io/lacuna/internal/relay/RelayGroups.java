package io.lacuna.internal.relay;

import io.lacuna.internal.numerics.Floats;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The relays of Relay VI (Zadeh et al., section 3.1): groups of latent vectors that all records share. A record has one
 * coefficient per relay. In each group, the |B| coefficients with the largest absolute value are kept; the others count
 * as zero. Immutable by convention: nobody writes to its arrays.
 *
 * @param relays R, K rows of k numbers, group after group
 * @param sizes number of relays in each group; they sum to K; empty for plain SVI
 * @param kept |B| of each group
 * @param gradientToAll true: coefficients that were not kept receive the gradient as if they had been
 *     (straight-through), so that a relay that was dropped can return; false: only the kept ones receive it, the
 *     literal derivative
 */
public record RelayGroups(float[][] relays, int[] sizes, int[] kept, boolean gradientToAll) {
    private static final int MAX_RELAYS = 1 << 16;

    public RelayGroups {
        if (sizes.length != kept.length || relays.length != Arrays.stream(sizes).sum()) {
            throw new IllegalArgumentException(
                    relays.length + " relays do not fill groups of sizes " + Arrays.toString(sizes));
        }
    }

    /** |B| of each group for the ratio |B| / K; at least 1. */
    public static int[] kept(int[] sizes, double ratio) {
        return Arrays.stream(sizes)
                .map(size -> (int) Math.max(1, Math.min(size, Math.round(ratio * size))))
                .toArray();
    }

    /** K, the number of relays in all groups. */
    public int count() {
        return relays.length;
    }

    /**
     * The number that would be at index {@code place} if the range were sorted (Hoare's selection, in place). Sorting
     * would allocate on newer JDKs.
     */
    private static float smallest(float[] values, int from, int to, int place) {
        int low = from;
        int high = to - 1;
        while (low < high) {
            float pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            if (place <= j) {
                high = j;
            } else if (place >= i) {
                low = i;
            } else {
                break;
            }
        }
        return values[place];
    }

    /**
     * Marks the kept coefficients: in each group the {@code kept} largest by absolute value; among equals, the first.
     *
     * @param sizes number of relays in each group
     * @param kept |B| of each group
     * @param coefficients of one record, K numbers from {@code offset} on
     * @param selected K flags, written
     * @param scratch at least K numbers, overwritten
     */
    public static void select(
            int[] sizes, int[] kept, float[] coefficients, int offset, boolean[] selected, float[] scratch) {
        int from = 0;
        for (int g = 0; g < sizes.length; g++) {
            int to = from + sizes[g];
            for (int b = from; b < to; b++) {
                scratch[b] = Math.abs(coefficients[offset + b]);
            }
            float threshold = smallest(scratch, from, to, to - kept[g]);
            int room = kept[g];
            for (int b = from; b < to; b++) {
                selected[b] = Math.abs(coefficients[offset + b]) > threshold;
                room -= selected[b] ? 1 : 0;
            }
            for (int b = from; b < to && room > 0; b++) {
                if (Math.abs(coefficients[offset + b]) == threshold) {
                    selected[b] = true;
                    room--;
                }
            }
            from = to;
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeBoolean(gradientToAll);
        out.writeInt(sizes.length);
        for (int g = 0; g < sizes.length; g++) {
            out.writeInt(sizes[g]);
            out.writeInt(kept[g]);
        }
        for (float[] relay : relays) {
            for (float value : relay) {
                out.writeFloat(value);
            }
        }
    }

    /** Reads what {@link #write} wrote for a latent code of {@code latentSize} numbers. */
    public static RelayGroups read(DataInput in, int latentSize) throws IOException {
        boolean gradientToAll = in.readBoolean();
        int groups = in.readInt();
        if (groups < 0 || groups > MAX_RELAYS) {
            throw new IOException("there cannot be " + groups + " groups of relays");
        }
        int[] sizes = new int[groups];
        int[] kept = new int[groups];
        int count = 0;
        for (int g = 0; g < groups; g++) {
            sizes[g] = in.readInt();
            kept[g] = in.readInt();
            if (sizes[g] < 1 || sizes[g] > MAX_RELAYS || kept[g] < 1 || kept[g] > sizes[g]) {
                throw new IOException("a group of " + sizes[g] + " relays cannot keep " + kept[g]);
            }
            count += sizes[g];
            if (count > MAX_RELAYS) {
                throw new IOException("there cannot be more than " + MAX_RELAYS + " relays");
            }
        }
        float[][] relays = new float[count][];
        for (int b = 0; b < count; b++) {
            relays[b] = Floats.read(in, latentSize);
        }
        return new RelayGroups(relays, sizes, kept, gradientToAll);
    }
}
