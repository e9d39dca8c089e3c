package io.lacuna.internal.relay;

import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Low-rank relay mixtures fitted to bootstrap samples of the same records. Their predictions are averaged with equal
 * weights. Immutable.
 *
 * @param standardizer of all features: from their own units to standard units
 * @param fits at least one
 */
public record LowRankEnsemble(Standardizer standardizer, List<LowRankRelays> fits) {
    private static final int MAX_FITS = 64;

    public LowRankEnsemble {
        fits = List.copyOf(fits);
        if (fits.isEmpty() || fits.size() > MAX_FITS) {
            throw new IllegalArgumentException("an ensemble of " + fits.size() + " fits; 1 to " + MAX_FITS);
        }
    }

    public void write(DataOutput out) throws IOException {
        standardizer.write(out);
        out.writeInt(fits.size());
        for (LowRankRelays fit : fits) {
            fit.write(out);
        }
    }

    /**
     * Reads what {@link #write} wrote for these features.
     *
     * @param available number of bytes left, an upper bound for allocation
     */
    public static LowRankEnsemble read(DataInput in, Features features, long available) throws IOException {
        Standardizer standardizer = Standardizer.read(in, features.size());
        int count = in.readInt();
        if (count < 1 || count > MAX_FITS) {
            throw new IOException("an ensemble of " + count + " fits; 1 to " + MAX_FITS);
        }
        List<LowRankRelays> fits = new ArrayList<>();
        int d = RelayEnsemble.continuous(features).length;
        for (int i = 0; i < count; i++) {
            fits.add(LowRankRelays.read(in, d, RelayEnsemble.labels(features), available));
        }
        return new LowRankEnsemble(standardizer, fits);
    }
}
