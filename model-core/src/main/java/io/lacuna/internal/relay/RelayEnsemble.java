package io.lacuna.internal.relay;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Relay mixtures fitted to bootstrap samples of the same records, with the marginals that map values into their spaces
 * and back. Their predictions are averaged with equal weights: selecting among them, or weighting them by evidence, is
 * not better. Immutable.
 *
 * @param standardizer of all features: from their own units to standard units
 * @param marginals the rank-normal marginal of each continuous feature, in the order of {@link #continuous}
 * @param calibration corrections learned from cells hidden during fitting
 * @param fits at least one
 * @param atoms of the continuous features, in the same order
 * @param rule how exactly a record is filled
 */
public record RelayEnsemble(
        Standardizer standardizer,
        List<RankNormal> marginals,
        RelayCalibration calibration,
        List<RelayMixture> fits,
        Atoms atoms,
        ServingRule rule) {
    private static final int MAX_FITS = 256;
    private static final int MAX_RELAYS = 4096;

    public RelayEnsemble {
        marginals = List.copyOf(marginals);
        fits = List.copyOf(fits);
        if (fits.isEmpty() || fits.size() > MAX_FITS) {
            throw new IllegalArgumentException("an ensemble of " + fits.size() + " fits; 1 to " + MAX_FITS);
        }
    }

    /** An ensemble with the first rule. */
    public RelayEnsemble(
            Standardizer standardizer,
            List<RankNormal> marginals,
            RelayCalibration calibration,
            List<RelayMixture> fits,
            Atoms atoms) {
        this(standardizer, marginals, calibration, fits, atoms, ServingRule.FIRST);
    }

    /** An ensemble whose features have no atoms. */
    public RelayEnsemble(
            Standardizer standardizer,
            List<RankNormal> marginals,
            RelayCalibration calibration,
            List<RelayMixture> fits) {
        this(standardizer, marginals, calibration, fits, Atoms.none(marginals.size()));
    }

    /** The same marginals, atoms and rule with other fits and another calibration. */
    public RelayEnsemble with(List<RelayMixture> otherFits, RelayCalibration other) {
        return new RelayEnsemble(standardizer, marginals, other, otherFits, atoms, rule);
    }

    /**
     * The prior probability of a label under the fits, before anything is observed.
     *
     * @param f index among the categorical features
     * @param label index of the label
     */
    public double share(int f, int label) {
        double sum = 0;
        for (RelayMixture fit : fits) {
            for (int k = 0; k < fit.relays(); k++) {
                sum += Math.exp(fit.logWeights()[k] + fit.logProbabilities()[k][f][label]);
            }
        }
        return sum / fits.size();
    }

    /** Indices of the continuous features. */
    public static int[] continuous(Features features) {
        return places(features, true);
    }

    /** Indices of the binary and categorical features. */
    public static int[] categorical(Features features) {
        return places(features, false);
    }

    private static int[] places(Features features, boolean continuous) {
        List<Integer> places = new ArrayList<>();
        for (int j = 0; j < features.size(); j++) {
            if (features.get(j).isContinuous() == continuous) {
                places.add(j);
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The number of labels of each categorical feature. */
    public static int[] labels(Features features) {
        return features.list().stream()
                .filter(feature -> !feature.isContinuous())
                .mapToInt(Feature::categories)
                .toArray();
    }

    /** The number of labels of each categorical feature, then the number of parts of each feature with atoms. */
    public static int[] labels(Features features, Atoms atoms) {
        return IntStream.concat(Arrays.stream(labels(features)), Arrays.stream(atoms.parts()))
                .toArray();
    }

    /** The same ensemble with another rule. */
    public RelayEnsemble with(ServingRule other) {
        return new RelayEnsemble(standardizer, marginals, calibration, fits, atoms, other);
    }

    /** Writes everything but the atoms and the rule. */
    public void write(DataOutput out) throws IOException {
        standardizer.write(out);
        for (RankNormal marginal : marginals) {
            marginal.write(out);
        }
        calibration.write(out);
        out.writeInt(fits.size());
        for (RelayMixture fit : fits) {
            fit.write(out);
        }
    }

    /** Reads what {@link #write} wrote for these features without atoms. */
    public static RelayEnsemble read(DataInput in, Features features) throws IOException {
        return read(in, features, Atoms.none(continuous(features).length));
    }

    /** Reads what {@link #write} wrote for these features and atoms. */
    public static RelayEnsemble read(DataInput in, Features features, Atoms atoms) throws IOException {
        Standardizer standardizer = Standardizer.read(in, features.size());
        int d = continuous(features).length;
        List<RankNormal> marginals = new ArrayList<>();
        for (int c = 0; c < d; c++) {
            marginals.add(RankNormal.read(in));
        }
        RelayCalibration calibration = RelayCalibration.read(in, features.size(), d);
        int count = in.readInt();
        if (count < 1 || count > MAX_FITS) {
            throw new IOException("an ensemble of " + count + " fits; 1 to " + MAX_FITS);
        }
        List<RelayMixture> fits = new ArrayList<>();
        int[] labels = labels(features, atoms);
        for (int i = 0; i < count; i++) {
            fits.add(RelayMixture.read(in, d, labels, MAX_RELAYS));
        }
        return new RelayEnsemble(standardizer, marginals, calibration, fits, atoms);
    }
}
