package io.lacuna.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.model.Provenance;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A linear decoder with one latent number: the conditional of each cell is normal, with mean and variance by hand. */
class SurpriseTest {
    private static final Features FEATURES =
            new Features(List.of(Feature.continuous("a"), Feature.continuous("b"), Feature.continuous("c")));
    private static final double[] W = {1, -1, 2};
    private static final double NOISE = 0.25;

    private static Surprise surprise() {
        Network network = new Network(List.of(new Layer(new float[][] {{1, -1, 2}}, new float[3])), null);
        Decoder decoder =
                new Decoder(network, OutputHead.of(FEATURES), new float[] {0.25f, 0.25f, 0.25f}, Objective.EVIDENCE);
        LatentModel latent = new LatentModel(
                decoder, null, null, new SearchSettings(30, 0.1, false, 1e-6), NeuralMethod.GAUSS_NEWTON);
        Member member = new NeuralMember(new Standardizer(new double[3], new double[] {1, 1, 1}), latent);
        TrainingStatistics unit = new TrainingStatistics(new double[3], new double[] {1, 1, 1}, new long[] {9, 9, 9});
        return new Surprise(
                new ImputationModel(FEATURES, List.of(member), new Provenance(new TreeMap<>(unit.entries()))),
                InferenceSettings.DEFAULT);
    }

    /** Minus the log density of cell j given the others. */
    private static double exact(double[] x, int j) {
        double precision = 1;
        double right = 0;
        for (int i = 0; i < 3; i++) {
            if (i != j && !Double.isNaN(x[i])) {
                precision += W[i] * W[i] / NOISE;
                right += W[i] * x[i] / NOISE;
            }
        }
        double variance = NOISE + W[j] * W[j] / precision;
        double error = x[j] - W[j] * right / precision;
        return 0.5 * (error * error / variance + Math.log(2 * Math.PI * variance));
    }

    @Test
    void isMinusTheLogDensityGivenTheOtherCells() {
        double[] found = new double[3];
        double[] record = {0.5, -0.2, 1.3};
        surprise().of(record, found);
        for (int j = 0; j < 3; j++) {
            assertThat(found[j]).isCloseTo(exact(record, j), within(0.1));
        }
        double[] holed = {0.5, Double.NaN, 1.3};
        surprise().of(holed, found);
        assertThat(found[1]).isNaN();
        assertThat(found[0]).isCloseTo(exact(holed, 0), within(0.1));
        assertThat(holed[0]).isEqualTo(0.5);
    }

    @Test
    void growsWithTheErrorEvenFarFromAllProbability() {
        Surprise surprise = surprise();
        double[] found = new double[3];
        double before = -10;
        for (double value : new double[] {1, 2, 4, 8, 16, 32}) {
            surprise.of(new double[] {0, 0, value}, found);
            assertThat(found[2]).isGreaterThan(before);
            before = found[2];
        }
        assertThat(before).isGreaterThan(200);
    }
}
