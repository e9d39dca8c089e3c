package io.lacuna.internal.training.mixture.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.MaskedEvaluation;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.RelayMixtureMember;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The coverage of the default intervals on rows whose distribution is known. Models are fitted to rows with gaps and
 * tested on cells hidden in other rows. The same fits without calibration fail the same bounds, so these tests check
 * the calibration and not the fits.
 */
class IntervalCoverageTest {
    private static final int FITS = 4;
    private static final int JUDGED_ROWS = 2_000;
    private static final double MASS = 0.9;

    /** Draws rows of one distribution. */
    @FunctionalInterface
    private interface Distribution {
        double[] draw(SplittableRandom random);
    }

    /** Three normals of d numbers, each with its own centre and two directions of its own, plus a little noise. */
    private static Distribution mixture(int d) {
        SplittableRandom shape = new SplittableRandom(77);
        double[][][] components = new double[3][d][3];
        for (double[][] component : components) {
            for (double[] feature : component) {
                feature[0] = 2 * shape.nextGaussian();
                feature[1] = shape.nextGaussian();
                feature[2] = shape.nextGaussian();
            }
        }
        return random -> {
            double[][] component = components[random.nextInt(3)];
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            return Arrays.stream(component)
                    .mapToDouble(feature -> feature[0] + feature[1] * a + feature[2] * b + 0.5 * random.nextGaussian())
                    .toArray();
        };
    }

    private static Table rows(Distribution distribution, int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            rows.add(distribution.draw(random));
        }
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < rows.get(0).length; j++) {
            features.add(Feature.continuous("x" + j));
        }
        return new Table(new Features(features), rows);
    }

    private static ImputationModel fit(Distribution distribution, int n, int number) {
        Table complete = rows(distribution, n, 100 + number);
        Table gaps = Masks.completelyAtRandom(complete, 0.25, Seeds.random(number, "gaps"))
                .table();
        return Trainers.fit(gaps, FitSettings.defaults().withSeed(number), Progress.SILENT);
    }

    private static RelayEnsemble ensemble(ImputationModel model) {
        return ((RelayMixtureMember) model.members().get(0)).ensemble();
    }

    /** The same fits with another calibration. */
    private static ImputationModel with(ImputationModel model, float[] trust, float[] stretch) {
        RelayEnsemble ensemble = ensemble(model);
        RelayEnsemble other = ensemble.with(ensemble.fits(), new RelayCalibration(trust, stretch));
        return new ImputationModel(
                model.features(), List.of(new RelayMixtureMember(other, model.features())), model.provenance());
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static MaskedEvaluation.FeatureScore judge(ImputationModel model, Distribution distribution) {
        Table truth = rows(distribution, JUDGED_ROWS, 999);
        Masks masks = Masks.completelyAtRandom(truth, 0.3, Seeds.random(1, "hidden"));
        return MaskedEvaluation.of(model, InferenceSettings.DEFAULT, truth, masks, units(truth), MASS)
                .total();
    }

    private static double[] units(Table table) {
        double[] units = new double[table.features().size()];
        Arrays.fill(units, 1);
        return units;
    }

    /** Three standard errors of a share of 90% over this many cells. */
    private static double chance(long cells) {
        return 3 * Math.sqrt(MASS * (1 - MASS) / cells);
    }

    @Test
    void ninetyPercentIntervalsHoldNinetyPercentOfHiddenCells() {
        Distribution distribution = mixture(10);
        double covered = 0;
        double unstretched = 0;
        long cells = 0;
        for (int number = 0; number < FITS; number++) {
            ImputationModel model = fit(distribution, 250, number);
            ImputationModel stuck = with(model, ensemble(model).calibration().trust(), ones(10));
            MaskedEvaluation.FeatureScore score = judge(model, distribution);
            covered += score.coverage() / FITS;
            unstretched += judge(stuck, distribution).coverage() / FITS;
            cells = score.cells();
        }
        assertThat(covered).isCloseTo(MASS, within(chance(cells)));
        assertThat(Math.abs(unstretched - MASS)).isGreaterThan(chance(cells));
    }

    @Test
    void featuresThatHaveNothingToDoWithEachOtherAreFilledByTheirOwnDistribution() {
        Distribution distribution =
                random -> random.doubles(6, 1e-9, 1).map(Normal::quantile).toArray();
        double covered = 0;
        double coveredTrusting = 0;
        double error = 0;
        double errorTrusting = 0;
        double trust = 0;
        long cells = 0;
        for (int number = 0; number < 2; number++) {
            ImputationModel model = fit(distribution, 250, number);
            RelayCalibration calibration = ensemble(model).calibration();
            for (float each : calibration.trust()) {
                trust += each / 12;
            }
            MaskedEvaluation.FeatureScore score = judge(model, distribution);
            MaskedEvaluation.FeatureScore trusting = judge(with(model, ones(6), calibration.stretch()), distribution);
            covered += score.coverage() / 2;
            coveredTrusting += trusting.coverage() / 2;
            error += score.rmse() / 2;
            errorTrusting += trusting.rmse() / 2;
            cells = score.cells();
        }
        assertThat(trust).isLessThan(0.5);
        assertThat(errorTrusting - error).isGreaterThan(0.015);
        assertThat(covered).isCloseTo(MASS, within(chance(cells)));
        assertThat(Math.abs(coveredTrusting - MASS)).isGreaterThan(chance(cells));
    }
}
