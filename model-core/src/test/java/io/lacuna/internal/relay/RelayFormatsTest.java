package io.lacuna.internal.relay;

import static io.lacuna.internal.relay.ModelBytes.again;
import static io.lacuna.internal.relay.ModelBytes.bytes;
import static io.lacuna.internal.relay.ModelBytes.read;
import static io.lacuna.internal.relay.ModelBytes.refused;
import static io.lacuna.internal.relay.ModelBytes.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The parts of an artifact that hold relays: what is written is read, and bytes that cannot be a model are refused with
 * a message, whatever they say of their own size.
 */
class RelayFormatsTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"),
            Feature.categorical("state", List.of("on", "off", "broken")),
            Feature.continuous("b"),
            Feature.binary("open")));
    private static final int[] LABELS = {3, 2};
    private static final int D = 2;
    private static final int Q = 1;

    private final SplittableRandom random = new SplittableRandom(12);

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(0.1, 1);
        }
        return numbers;
    }

    private float[][] numbers(int rows, int count) {
        float[][] numbers = new float[rows][];
        Arrays.setAll(numbers, k -> numbers(count));
        return numbers;
    }

    private float[][][] labels(int relays) {
        float[][][] numbers = new float[relays][][];
        Arrays.setAll(numbers, k -> new float[][] {numbers(LABELS[0]), numbers(LABELS[1])});
        return numbers;
    }

    private RelayMixture mixture(int space, int relays) {
        return new RelayMixture(space, numbers(relays), numbers(relays, D), numbers(relays, 3), labels(relays));
    }

    private LowRankRelays lowRank(int relays) {
        return new LowRankRelays(
                Q, numbers(relays), numbers(relays, D), numbers(relays, D * Q), numbers(relays, D), labels(relays));
    }

    private static RelayMixture readMixture(DataInput in) throws IOException {
        return RelayMixture.read(in, D, LABELS, 4);
    }

    private static LowRankRelays readLowRank(DataInput in) throws IOException {
        return LowRankRelays.read(in, D, LABELS, 1 << 20);
    }

    private static void assertSame(RelayMixture read, RelayMixture written) {
        assertThat(read.space()).isEqualTo(written.space());
        assertThat(read.logWeights()).containsExactly(written.logWeights());
        assertThat(read.centres()).isDeepEqualTo(written.centres());
        assertThat(read.covariances()).isDeepEqualTo(written.covariances());
        assertThat(read.logProbabilities()).isEqualTo(written.logProbabilities());
    }

    private static void assertSame(LowRankRelays read, LowRankRelays written) {
        assertThat(read.factors()).isEqualTo(written.factors());
        assertThat(read.logWeights()).containsExactly(written.logWeights());
        assertThat(read.centres()).isDeepEqualTo(written.centres());
        assertThat(read.loadings()).isDeepEqualTo(written.loadings());
        assertThat(read.noise()).isDeepEqualTo(written.noise());
        assertThat(read.logProbabilities()).isEqualTo(written.logProbabilities());
    }

    @Test
    void aMixtureIsTheSameAfterWritingAndReading() throws IOException {
        for (int space = 0; space < 2; space++) {
            for (int relays : new int[] {1, 3, 4}) {
                RelayMixture mixture = mixture(space, relays);
                assertThat(mixture.relays()).isEqualTo(relays);
                assertSame(again(mixture::write, RelayFormatsTest::readMixture), mixture);
            }
        }
    }

    @Test
    void aTriangleIsPackedRowAfterRow() {
        int next = 0;
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j <= i; j++) {
                assertThat(RelayMixture.packed(i, j)).isEqualTo(next++);
            }
        }
    }

    @Test
    void aMixtureOfImpossibleSizeIsRefused() {
        byte[] bytes = bytes(mixture(1, 3)::write);
        ModelBytes.Reader<?> reader = RelayFormatsTest::readMixture;
        byte[] elsewhere = bytes.clone();
        elsewhere[0] = 2;
        refused(elsewhere, reader, "a mixture cannot have 3 relays in space 2");
        refused(with(bytes, 1, 0), reader, "a mixture cannot have 0 relays in space 1");
        refused(with(bytes, 1, 5), reader, "a mixture cannot have 5 relays in space 1");
        refused(with(bytes, 1, -1), reader, "a mixture cannot have -1 relays in space 1");
    }

    @Test
    void aVarianceOfAMixtureMustBePositive() {
        byte[] bytes = bytes(mixture(0, 1)::write);
        int covariance = 1 + 4 + 4 + 4 * D;
        ModelBytes.Reader<?> reader = RelayFormatsTest::readMixture;
        refused(with(bytes, covariance, 0f), reader, "variance 0 of relay 0 is not positive");
        refused(with(bytes, covariance + 8, -1f), reader, "variance 1 of relay 0 is not positive");
        refused(with(bytes, covariance + 4, Float.NaN), reader, "a weight is not finite");
    }

    @Test
    void aLowRankMixtureIsTheSameAfterWritingAndReading() throws IOException {
        for (int relays : new int[] {1, 3}) {
            LowRankRelays mixture = lowRank(relays);
            assertThat(mixture.relays()).isEqualTo(relays);
            assertSame(again(mixture::write, RelayFormatsTest::readLowRank), mixture);
        }
    }

    @Test
    void aLowRankMixtureOfImpossibleSizeIsRefused() throws IOException {
        byte[] bytes = bytes(lowRank(2)::write);
        ModelBytes.Reader<?> reader = RelayFormatsTest::readLowRank;
        refused(with(bytes, 0, 0), reader, "a mixture cannot have 2 relays of 0 factors");
        refused(with(bytes, 0, 3), reader, "a mixture cannot have 2 relays of 3 factors");
        refused(with(bytes, 4, 0), reader, "a mixture cannot have 0 relays of 1 factors");
        refused(with(bytes, 4, 1025), reader, "a mixture cannot have 1025 relays of 1 factors");
        // As many factors as continuous features, and the most relays, are possible: only the bytes for them are
        // missing.
        assertThatThrownBy(() -> read(with(bytes, 0, 2), reader)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(with(bytes, 4, 1024), reader)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(with(bytes, 0, 256), in -> LowRankRelays.read(in, 300, LABELS, 1 << 30)))
                .isInstanceOf(EOFException.class);
        refused(
                with(bytes, 0, 257),
                in -> LowRankRelays.read(in, 300, LABELS, 1 << 30),
                "a mixture cannot have 2 relays of 257 factors");
    }

    @Test
    void aLowRankMixtureOfMoreNumbersThanBytesAreLeftIsRefused() throws IOException {
        byte[] bytes = bytes(lowRank(2)::write);
        // 2 relays of a centre, a loading and a noise variance for each of 2 features, four bytes each.
        long numbers = 4L * 2 * (3 * D);
        LowRankRelays whole = read(bytes, in -> LowRankRelays.read(in, D, LABELS, numbers));
        assertThat(whole.relays()).isEqualTo(2);
        refused(
                bytes,
                in -> LowRankRelays.read(in, D, LABELS, numbers - 1),
                "2 relays of 1 factors, but only 47 bytes are left");
    }

    @Test
    void aNoiseVarianceMustBePositive() {
        byte[] bytes = bytes(lowRank(1)::write);
        int noise = 4 + 4 + 4 + 4 * D + 4 * D * Q;
        ModelBytes.Reader<?> reader = RelayFormatsTest::readLowRank;
        refused(with(bytes, noise, 0f), reader, "a noise variance of relay 0 is not positive");
        refused(with(bytes, noise + 4, -1f), reader, "a noise variance of relay 0 is not positive");
        refused(with(bytes, noise, Float.POSITIVE_INFINITY), reader, "a weight is not finite");
    }

    /** Features without labels, of the same number as all features: an ensemble's standardizer covers every type. */
    private static Standardizer standardizer() {
        return new Standardizer(new double[] {4, 0, -2, 0}, new double[] {0.5, 1, 3, 1});
    }

    private RelayEnsemble ensemble(RelayMixture... fits) {
        List<RankNormal> marginals =
                List.of(RankNormal.fit(new double[] {-1, 0, 2}), RankNormal.fit(new double[] {-3, -3, 1, 4}));
        RelayCalibration calibration = new RelayCalibration(new float[] {1, 0.5f, 0, 0.25f}, new float[] {0.9f, 1.5f});
        return new RelayEnsemble(standardizer(), marginals, calibration, List.of(fits));
    }

    @Test
    void anEnsembleIsTheSameAfterWritingAndReading() throws IOException {
        RelayEnsemble ensemble = ensemble(mixture(0, 2), mixture(1, 3));
        RelayEnsemble read = again(ensemble::write, in -> RelayEnsemble.read(in, FEATURES));
        assertThat(read.standardizer().mean()).containsExactly(4, 0, -2, 0);
        assertThat(read.standardizer().sd()).containsExactly(0.5, 1, 3, 1);
        assertThat(read.marginals()).hasSize(2);
        for (int c = 0; c < 2; c++) {
            assertThat(read.marginals().get(c).values())
                    .containsExactly(ensemble.marginals().get(c).values());
            assertThat(read.marginals().get(c).scores())
                    .containsExactly(ensemble.marginals().get(c).scores());
            assertThat(read.marginals().get(c).inverse())
                    .containsExactly(ensemble.marginals().get(c).inverse());
        }
        assertThat(read.calibration().trust()).containsExactly(1, 0.5f, 0, 0.25f);
        assertThat(read.calibration().stretch()).containsExactly(0.9f, 1.5f);
        assertThat(read.fits()).hasSize(2);
        assertSame(read.fits().get(0), ensemble.fits().get(0));
        assertSame(read.fits().get(1), ensemble.fits().get(1));
    }

    @Test
    void aLowRankEnsembleIsTheSameAfterWritingAndReading() throws IOException {
        LowRankEnsemble ensemble = new LowRankEnsemble(standardizer(), List.of(lowRank(2), lowRank(1)));
        LowRankEnsemble read = again(ensemble::write, in -> LowRankEnsemble.read(in, FEATURES, 1 << 20));
        assertThat(read.standardizer().mean()).containsExactly(4, 0, -2, 0);
        assertThat(read.fits()).hasSize(2);
        assertSame(read.fits().get(0), ensemble.fits().get(0));
        assertSame(read.fits().get(1), ensemble.fits().get(1));
    }

    @Test
    void anEnsembleHasOneToTwoHundredAndFiftySixFits() throws IOException {
        RelayMixture fit = mixture(0, 1);
        assertThatIllegalArgumentException().isThrownBy(this::ensemble).withMessage("an ensemble of 0 fits; 1 to 256");
        RelayEnsemble most = ensemble(Collections.nCopies(256, fit).toArray(RelayMixture[]::new));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> most.with(Collections.nCopies(257, fit), most.calibration()))
                .withMessage("an ensemble of 257 fits; 1 to 256");
        byte[] bytes = bytes(most::write);
        ModelBytes.Reader<RelayEnsemble> reader = in -> RelayEnsemble.read(in, FEATURES);
        assertThat(read(bytes, reader).fits()).hasSize(256);
        int count = bytes.length - 256 * bytes(fit::write).length - 4;
        refused(with(bytes, count, 0), reader, "an ensemble of 0 fits; 1 to 256");
        refused(with(bytes, count, 257), reader, "an ensemble of 257 fits; 1 to 256");
    }

    @Test
    void aLowRankEnsembleHasOneToSixtyFourFits() throws IOException {
        LowRankRelays fit = lowRank(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LowRankEnsemble(standardizer(), List.of()))
                .withMessage("an ensemble of 0 fits; 1 to 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LowRankEnsemble(standardizer(), Collections.nCopies(65, fit)))
                .withMessage("an ensemble of 65 fits; 1 to 64");
        byte[] bytes = bytes(new LowRankEnsemble(standardizer(), Collections.nCopies(64, fit))::write);
        ModelBytes.Reader<LowRankEnsemble> reader = in -> LowRankEnsemble.read(in, FEATURES, 1 << 20);
        assertThat(read(bytes, reader).fits()).hasSize(64);
        int count = bytes.length - 64 * bytes(fit::write).length - 4;
        refused(with(bytes, count, 0), reader, "an ensemble of 0 fits; 1 to 64");
        refused(with(bytes, count, 65), reader, "an ensemble of 65 fits; 1 to 64");
    }

    @Test
    void anEnsembleIsToldFromItsFeatures() {
        assertThat(RelayEnsemble.continuous(FEATURES)).containsExactly(0, 2);
        assertThat(RelayEnsemble.categorical(FEATURES)).containsExactly(1, 3);
        assertThat(RelayEnsemble.labels(FEATURES)).containsExactly(LABELS);
    }

    @Test
    void otherFitsLeaveTheMarginals() {
        RelayEnsemble ensemble = ensemble(mixture(0, 1));
        RelayMixture other = mixture(1, 2);
        RelayCalibration none = RelayCalibration.none(4, 2);
        RelayEnsemble with = ensemble.with(List.of(other), none);
        assertThat(with.fits()).containsExactly(other);
        assertThat(with.calibration()).isSameAs(none);
        assertThat(with.marginals()).isEqualTo(ensemble.marginals());
        assertThat(with.standardizer()).isSameAs(ensemble.standardizer());
    }

    @Test
    void aRuleIsTheSameAfterWritingAndReading() throws IOException {
        ServingRule rule = new ServingRule(0.05, 0.25, 0.02);
        assertThat(again(rule::write, ServingRule::read)).isEqualTo(rule);
        assertThat(ensemble(mixture(0, 1)).rule()).isEqualTo(ServingRule.FIRST);
        assertThat(ensemble(mixture(0, 1))
                        .with(rule)
                        .with(List.of(mixture(0, 2)), RelayCalibration.none(4, 2))
                        .rule())
                .isEqualTo(rule);
        assertThat(ServingRule.of(0.01)).isEqualTo(ServingRule.FIRST);
        double[] right = {0.05, 0.25, 0.02};
        for (int place = 0; place < 3; place++) {
            for (double wrong : new double[] {0, -0.1, 0.6, Double.NaN}) {
                double[] numbers = right.clone();
                numbers[place] = wrong;
                String message = "a rule of %s, %s and %s; above 0, at most 0.5, 0.5 and 0.05"
                        .formatted(numbers[0], numbers[1], numbers[2]);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> new ServingRule(numbers[0], numbers[1], numbers[2]))
                        .withMessage(message);
                byte[] bytes = bytes(out -> {
                    for (double number : numbers) {
                        out.writeDouble(number);
                    }
                });
                refused(bytes, ServingRule::read, message);
            }
        }
    }

    @Test
    void aLabelsShareIsItsProbabilityUnderAllFits() {
        float[][][] one = {{log(0.2, 0.3, 0.5), log(0.9, 0.1)}, {log(0.6, 0.3, 0.1), log(0.5, 0.5)}};
        float[][][] two = {{log(0.1, 0.1, 0.8), log(0.4, 0.6)}};
        RelayEnsemble ensemble = ensemble(
                new RelayMixture(0, log(0.25, 0.75), numbers(2, D), numbers(2, 3), one),
                new RelayMixture(1, log(1), numbers(1, D), numbers(1, 3), two));
        // Half of 0.25 x 0.2 + 0.75 x 0.6, and half of 0.1; and so on.
        assertThat(ensemble.share(0, 0)).isCloseTo(0.5 * 0.5 + 0.5 * 0.1, within(1e-6));
        assertThat(ensemble.share(0, 2)).isCloseTo(0.5 * 0.2 + 0.5 * 0.8, within(1e-6));
        assertThat(ensemble.share(1, 1)).isCloseTo(0.5 * 0.4 + 0.5 * 0.6, within(1e-6));
    }

    private static float[] log(double... probabilities) {
        float[] logs = new float[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log(probabilities[i]);
        }
        return logs;
    }

    @Test
    void noCalibrationTrustsAllAndStretchesNothing() {
        RelayCalibration none = RelayCalibration.none(3, 2);
        assertThat(none.trust()).containsExactly(1, 1, 1);
        assertThat(none.stretch()).containsExactly(1, 1);
    }

    @Test
    void trustIsAShareAndAStretchIsPositiveAndFinite() throws IOException {
        ModelBytes.Reader<RelayCalibration> reader = in -> RelayCalibration.read(in, 2, 1);
        byte[] bytes = bytes(new RelayCalibration(new float[] {0, 1}, new float[] {999})::write);
        assertThat(again(out -> out.write(bytes), reader).stretch()).containsExactly(999);
        assertThat(read(bytes, reader).trust()).containsExactly(0, 1);
        for (float trust : new float[] {-0.1f, 1.1f, Float.NaN}) {
            refused(with(bytes, 4, trust), reader, "trust of feature 1 is not between 0 and 1");
        }
        for (float stretch : new float[] {0, -1, 1000, Float.NaN}) {
            refused(with(bytes, 8, stretch), reader, "stretch of continuous feature 0 is " + stretch);
        }
    }

    @Test
    void everyByteOfAnEnsembleIsReadOrRefused() {
        // Bytes of a model are untrusted: whichever byte is wrong, the reader ends with a model or an IOException.
        byte[] bytes = bytes(ensemble(mixture(0, 2), mixture(1, 1))::write);
        List<Integer> surprises = new ArrayList<>();
        for (int at = 0; at < bytes.length; at++) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                byte[] wrong = bytes.clone();
                wrong[at] = (byte) value;
                try {
                    RelayEnsemble.read(new DataInputStream(new ByteArrayInputStream(wrong)), FEATURES);
                } catch (IOException asItShould) {
                    continue;
                } catch (RuntimeException e) {
                    surprises.add(at);
                }
            }
        }
        assertThat(surprises).isEmpty();
    }
}
