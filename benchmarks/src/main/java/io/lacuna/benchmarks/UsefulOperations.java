package io.lacuna.benchmarks;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.NeuralKernel;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.model.RelayMixtureMember;
import io.lacuna.internal.relay.RelayMixture;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * The arithmetic that a record needs: floating-point additions and multiplications, one each, on non-zero numbers.
 * Padding, repeated work and work that could be avoided do not count. Comparisons, roots, exponentials, look-ups and
 * copies do not count either. So a kernel executes more than this. The cost of a pattern of missing cells counts only
 * if no two records share a pattern.
 *
 * <p>Relay mixture with o observed cells, for each relay: the deviations (o), their whitening by the Cholesky factor
 * (o^2) and its square (2 o); for the pattern, the factor itself (o^3 / 3). The cost of the kept relays is left out.
 *
 * <p>Gauss-Newton from an encoder on the quadratic form of the decoder's features, with a code of k numbers, f features
 * of which a are active, o observed cells and m missing ones:
 *
 * <pre>
 * encoder      2 (non-zero inputs x units + active units x units + ...)
 * once         2 o f, for the pattern min(o, d - o) f (f + 1); the tangents 2 k a a, the last factor k^3 / 3
 * each step    the decoding, the form 2 a^2, the gradient 2 (a a + k a), T'GT 2 k a^2 + k (k + 1) a, k^3 / 3 + 2 k^2
 * predictive   means 2 a m, whitening k^2 a, slopes and their squares 2 k a m + 2 k m
 * </pre>
 *
 * <p>A step counts one decoding, although it may try several lengths. Tangents count once, although they follow each
 * ReLU that switches. Active units are those at the code that was found. Other methods are not counted, and neither are
 * records with so few cells that several starts and weighted draws are used.
 */
final class UsefulOperations {
    private static final int RECORDS = 500;

    private UsefulOperations() {}

    /** Mean over the first records; NaN if the method is not counted. */
    static double aRecord(ImputationModel model, Table records) {
        boolean newPatterns = patterns(records) == records.size();
        Member member = model.members().get(0);
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        int count = Math.min(RECORDS, records.size());
        double sum = 0;
        for (int i = 0; i < count && model.members().size() == 1; i++) {
            double[] record = records.row(i);
            if (member instanceof RelayMixtureMember relays) {
                sum += relays(relays, record, newPatterns);
            } else if (member instanceof NeuralMember neural && neural.method() == NeuralMethod.GAUSS_NEWTON) {
                imputer.impute(record);
                sum += gaussNewton(neural, imputer, record, newPatterns);
            } else {
                return Double.NaN;
            }
        }
        return model.members().size() == 1 ? sum / count : Double.NaN;
    }

    private static int patterns(Table records) {
        Set<BitSet> patterns = new HashSet<>();
        for (double[] record : records.rows()) {
            BitSet missing = new BitSet();
            for (int j = 0; j < record.length; j++) {
                missing.set(j, Double.isNaN(record[j]));
            }
            patterns.add(missing);
        }
        return patterns.size();
    }

    private static double relays(RelayMixtureMember member, double[] record, boolean newPattern) {
        double o = observed(record);
        int relays =
                member.ensemble().fits().stream().mapToInt(RelayMixture::relays).sum();
        return relays * (3 * o + o * o + (newPattern ? o * o * o / 3 : 0));
    }

    private static double gaussNewton(NeuralMember member, Imputer imputer, double[] record, boolean newPattern) {
        Decoder decoder = member.model().decoder();
        Encoder encoder = member.model().encoder();
        double k = decoder.latentSize();
        double d = record.length;
        double o = observed(record);
        int[] on = unitsOn(decoder.network(), code(imputer));
        double f = decoder.network().layers().get(on.length).in();
        boolean numbers = Arrays.stream(decoder.heads()).allMatch(head -> head instanceof OutputHead.Gaussian);
        boolean counted = numbers
                && decoder.objective().equals(Objective.EVIDENCE)
                && decoder.network().linearPath() == null
                && o >= Math.max(f, 2 * k);
        if (encoder == null || !counted) {
            return Double.NaN;
        }
        double a = on.length == 0 ? k : on[on.length - 1];
        double between = 0;
        for (int l = 1; l < on.length; l++) {
            between += (double) on[l - 1] * on[l];
        }
        double decoding = hidden(decoder.network(), k, on);
        double gradient = on.length == 0 ? 0 : 2 * (between + k * on[0]);
        double curvature = 2 * k * a * a + k * (k + 1) * a;
        double factor = k * k * k / 3;
        double step = decoding + 2 * a * a + gradient + curvature + factor + 2 * k * k;
        double once = 2 * o * f + (newPattern ? Math.min(o, d - o) * f * (f + 1) : 0) + 2 * k * between + factor;
        double predictive = (d - o) * (2 * a + 2 * k * a + 2 * k) + k * k * a;
        return encoding(member, encoder, record) + once + imputer.steps() * step + predictive;
    }

    private static double encoding(NeuralMember member, Encoder encoder, double[] record) {
        OutputHead[] heads = member.model().decoder().heads();
        float[] cells = new float[record.length];
        for (int j = 0; j < cells.length; j++) {
            cells[j] = (float) NeuralKernel.standardized(member.standardizer(), heads[j], j, record[j]);
        }
        float[] input = new float[encoder.network().in()];
        Encoder.layOut(heads, encoder.maskInput(), cells, input);
        int given = 0;
        for (float value : input) {
            given += value == 0 ? 0 : 1;
        }
        int[] on = unitsOn(encoder.network(), input);
        double last = on.length == 0 ? given : on[on.length - 1];
        return hidden(encoder.network(), given, on)
                + 2 * last * encoder.network().out();
    }

    /** The operations of a network's hidden layers, with this many non-zero inputs and active units. */
    private static double hidden(Network network, double inputs, int[] on) {
        double sum = 0;
        for (int l = 0; l < on.length; l++) {
            sum += 2 * (l == 0 ? inputs : on[l - 1]) * network.layers().get(l).out();
        }
        return sum;
    }

    /** The number of non-zero units of each hidden layer. */
    private static int[] unitsOn(Network network, float[] input) {
        int[] on = new int[network.layers().size() - 1];
        float[] below = input;
        for (int l = 0; l < on.length; l++) {
            Layer layer = network.layers().get(l);
            float[] units = layer.bias().clone();
            for (int i = 0; i < below.length; i++) {
                for (int j = 0; j < units.length; j++) {
                    units[j] += below[i] * layer.weights()[i][j];
                }
            }
            for (int j = 0; j < units.length; j++) {
                units[j] = Math.max(units[j], 0);
                on[l] += units[j] > 0 ? 1 : 0;
            }
            below = units;
        }
        return on;
    }

    private static float[] code(Imputer imputer) {
        float[] mean = new float[imputer.latentSize()];
        imputer.latent(mean, new float[mean.length]);
        return mean;
    }

    private static int observed(double[] record) {
        int count = 0;
        for (double cell : record) {
            count += Double.isNaN(cell) ? 0 : 1;
        }
        return count;
    }
}
