package io.lacuna.internal.training.mixture.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rows from a normal with known parameters, and models of it that are wrong by a known factor. */
class OutOfBagTest {
    private static final double GAP = Double.NaN;
    private static final int ROWS = 2_000;
    private static final Features PAIR = new Features(List.of(Feature.continuous("x"), Feature.continuous("y")));
    private static final Features LABELLED = new Features(List.of(Feature.continuous("x"), Feature.binary("label")));

    /**
     * The stretch of a correct model: the target is 89% for the 90% interval, because hidden cells are filled by a
     * third of the fits.
     */
    private static final double RIGHT = Normal.quantile(0.945) / Normal.quantile(0.95);

    private static Table pair(double correlation) {
        SplittableRandom random = new SplittableRandom(21);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double x = random.nextGaussian();
            double y = correlation * x + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            rows.add(new double[] {x, y});
        }
        return new Table(PAIR, rows);
    }

    /** A normal of two numbers with mean 0, unit variances and the given correlation, all scaled by a variance. */
    private static RelayMixture normal(double correlation, double variance) {
        float[] covariance = {(float) variance, (float) (correlation * variance), (float) variance};
        return new RelayMixture(
                0, new float[] {0}, new float[][] {{0, 0}}, new float[][] {covariance}, new float[1][0][]);
    }

    private static RankNormal marginal(Table table, int j) {
        return RankNormal.fit(table.rows().stream()
                .mapToDouble(row -> row[j])
                .filter(cell -> !Double.isNaN(cell))
                .sorted()
                .toArray());
    }

    private static RelayEnsemble ensemble(Table table, RelayMixture... fits) {
        int d = table.features().size();
        double[] sd = new double[d];
        Arrays.fill(sd, 1);
        int[] continuous = RelayEnsemble.continuous(table.features());
        return new RelayEnsemble(
                new Standardizer(new double[d], sd),
                Arrays.stream(continuous).mapToObj(j -> marginal(table, j)).toList(),
                RelayCalibration.none(d, continuous.length),
                List.of(fits));
    }

    /** Calibrates with bootstrap samples that contain no row. */
    private static RelayCalibration calibrate(Table table, RelayMixture... fits) {
        return new OutOfBag(table, ensemble(table, fits), new int[fits.length][table.size()], 1).calibrate();
    }

    @Test
    void aModelThatIsRightIsTrustedAndLeftAlone() {
        RelayCalibration found = calibrate(pair(0.8), normal(0.8, 1));
        assertThat(found.trust()).containsExactly(1, 1);
        assertThat(found.stretch()).containsExactly(new float[] {(float) RIGHT, (float) RIGHT}, within(0.06f));
    }

    @Test
    void aModelTwiceTooSureIsStretchedByTwo() {
        RelayCalibration found = calibrate(pair(0.8), normal(0.8, 0.25));
        assertThat(found.trust()).containsExactly(1, 1);
        assertThat(found.stretch())
                .containsExactly(new float[] {(float) (2 * RIGHT), (float) (2 * RIGHT)}, within(0.12f));
    }

    @Test
    void aModelTwiceTooUnsureShrinksByAFifthAtMost() {
        assertThat(calibrate(pair(0.8), normal(0.8, 4)).stretch()).containsExactly(0.8f, 0.8f);
    }

    @Test
    void aModelThatSeesTooMuchOfOneFeatureInTheOtherIsTrustedByAsMuchAsIsThere() {
        // The prediction is 0.8 x, but 0.5 x is correct: least squares takes 5/8 of it.
        assertThat(calibrate(pair(0.5), normal(0.8, 1)).trust())
                .containsExactly(new float[] {0.625f, 0.625f}, within(0.06f));
    }

    @Test
    void aModelThatSeesWhatIsNotThereIsNotTrusted() {
        RelayCalibration found = calibrate(pair(0), normal(0.8, 1));
        assertThat(found.trust()).containsExactly(new float[] {0, 0}, within(0.06f));
        // The rest is the feature's own distribution, which is correct.
        assertThat(found.stretch()).containsExactly(new float[] {(float) RIGHT, (float) RIGHT}, within(0.06f));
    }

    @Test
    void aRowIsFilledOnlyByFitsWhoseBootstrapLeftItOut() {
        Table table = pair(0.8);
        RelayMixture right = normal(0.8, 0.5);
        RelayMixture absurd = new RelayMixture(
                0, new float[] {0}, new float[][] {{90, -90}}, new float[][] {{1, 0, 1}}, new float[1][0][]);
        int[][] counts = new int[2][ROWS];
        Arrays.fill(counts[1], 1);
        RelayCalibration both = new OutOfBag(table, ensemble(table, right, absurd), counts, 1).calibrate();
        RelayCalibration alone = calibrate(table, right);
        assertThat(both.trust()).containsExactly(alone.trust());
        assertThat(both.stretch()).containsExactly(alone.stretch());
        Arrays.fill(counts[1], 0);
        assertThat(new OutOfBag(table, ensemble(table, right, absurd), counts, 1)
                        .calibrate()
                        .stretch())
                .doesNotContain(alone.stretch());
    }

    @Test
    void severalFitsAreAveraged() {
        // The predictions 0.2 x and 0.8 x are correct on average.
        assertThat(calibrate(pair(0.5), normal(0.2, 1), normal(0.8, 1)).trust()).containsExactly(1, 1);
        assertThat(calibrate(pair(0.5), normal(0.8, 1), normal(0.8, 1)).trust()[1])
                .isLessThan(0.7f);
    }

    @Test
    void nothingIsLearntWhereEveryBootstrapHoldsEveryRow() {
        Table table = pair(0.8);
        int[][] counts = new int[1][ROWS];
        Arrays.fill(counts[0], 1);
        RelayCalibration found = new OutOfBag(table, ensemble(table, normal(0.8, 0.25)), counts, 1).calibrate();
        assertThat(found.trust()).containsExactly(1, 1);
        assertThat(found.stretch()).containsExactly(1, 1);
    }

    @Test
    void nothingShrinksWhereTheGapsLieFarFromWhatIsSeen() {
        // y is missing exactly where x is above 0.5: rows that miss it differ from rows that have it.
        List<double[]> rows = pair(0.8).rows().stream()
                .map(row -> new double[] {row[0], row[0] > 0.5 ? GAP : row[1]})
                .toList();
        RelayCalibration found = calibrate(new Table(PAIR, rows), normal(0.8, 4));
        assertThat(found.stretch()[1]).isEqualTo(1);
        assertThat(found.stretch()[0]).isEqualTo(0.8f);
    }

    @Test
    void aFeatureOfFewValuesShrinksFurther() {
        List<double[]> rows = pair(0.8).rows().stream()
                .map(row -> new double[] {row[0], Math.rint(row[1])})
                .toList();
        RelayCalibration found = calibrate(new Table(PAIR, rows), normal(0.8, 4));
        assertThat(found.stretch()).containsExactly(0.8f, 0.62f);
    }

    /** The label is x > 0 in the given share of the rows, and the opposite in the others. */
    private static Table labelled(double share) {
        SplittableRandom random = new SplittableRandom(22);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double x = random.nextGaussian();
            rows.add(new double[] {x, x > 0 == random.nextDouble() < share ? 1 : 0});
        }
        return new Table(LABELLED, rows);
    }

    /** Two relays, below and above 0, whose label is 1 with probability 5% and 95%. */
    private static RelayMixture halves() {
        float low = (float) Math.log(0.05);
        float high = (float) Math.log(0.95);
        float half = (float) Math.log(0.5);
        return new RelayMixture(
                0,
                new float[] {half, half},
                new float[][] {{-1}, {1}},
                new float[][] {{0.2f}, {0.2f}},
                new float[][][] {{{high, low}}, {{low, high}}});
    }

    @Test
    void labelsAreTrustedAsFarAsTheModelTellsThem() {
        assertThat(calibrate(labelled(0.95), halves()).trust()[1]).isEqualTo(1);
        assertThat(calibrate(labelled(0.5), halves()).trust()[1]).isLessThan(0.1f);
        assertThat(calibrate(labelled(0.75), halves()).trust()[1]).isBetween(0.4f, 0.7f);
    }

    @Test
    void rawUnitsMakeNoDifference() {
        Table table = pair(0.5);
        List<double[]> raw = table.rows().stream()
                .map(row -> new double[] {4 * row[0] + 100, row[1] / 8 - 3})
                .toList();
        RelayEnsemble plain = ensemble(table, normal(0.8, 1));
        RelayEnsemble scaled = new RelayEnsemble(
                new Standardizer(new double[] {100, -3}, new double[] {4, 0.125}),
                plain.marginals(),
                plain.calibration(),
                plain.fits());
        RelayCalibration one = new OutOfBag(table, plain, new int[1][ROWS], 1).calibrate();
        RelayCalibration other = new OutOfBag(new Table(PAIR, raw), scaled, new int[1][ROWS], 1).calibrate();
        assertThat(other.trust()).containsExactly(one.trust(), within(1e-4f));
        assertThat(other.stretch()).containsExactly(one.stretch(), within(1e-3f));
    }

    @Test
    void aTableOfManyRowsIsDrawnFrom() {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            rows.addAll(pair(0.8).rows());
        }
        RelayCalibration found = calibrate(new Table(PAIR, rows), normal(0.8, 0.25));
        assertThat(found.stretch())
                .containsExactly(new float[] {(float) (2 * RIGHT), (float) (2 * RIGHT)}, within(0.12f));
    }
}
