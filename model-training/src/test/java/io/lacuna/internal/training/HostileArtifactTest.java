package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.UsualDay;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Artifacts whose hash is right and whose content is wrong: anyone who can write to the models topic can make them.
 * Each is either rejected with a reason or served. None may throw anything else, take long, or take memory out of
 * proportion.
 */
class HostileArtifactTest {
    /** Upper bound of the bytes that reading may allocate: a multiple of the artifact's size, plus a constant. */
    private static final long TIMES_ITS_SIZE = 64;

    private static final long BESIDES = 64L << 20;
    private static final long SLOW_NANOS = 10_000_000_000L;
    private static final int[] LENGTHS = {
        -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 1, 2, 255, 1 << 12, 1 << 16, 1 << 24, 1 << 30
    };
    private static final double[] NUMBERS = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0,
        -1,
        1e308,
        -1e308,
        Double.MIN_VALUE,
        1e-30,
        1e30
    };

    private static ImputationModel fit(String method, int numbers, Map<String, String> options) {
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < numbers; j++) {
            features.add(Feature.continuous("x" + j));
        }
        features.add(Feature.binary("open"));
        features.add(Feature.categorical("state", List.of("on", "off", "broken")));
        SplittableRandom random = new SplittableRandom(1);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double[] row = new double[features.size()];
            double common = random.nextGaussian();
            for (int j = 0; j < row.length; j++) {
                row[j] = j < numbers ? common + random.nextGaussian() : random.nextInt(j - numbers + 2);
                row[j] = random.nextDouble() < 0.2 ? Double.NaN : row[j];
            }
            rows.add(row);
        }
        Table table = new Table(new Features(features), rows);
        return Trainers.fit(table, new FitSettings(method, 1, Duration.ofSeconds(1), 1, options), Progress.SILENT);
    }

    @ParameterizedTest
    @CsvSource({
        "marginal, 3, 1500, ''",
        "relay-mixture, 4, 1500, ''",
        "relay-mixture, 61, 300, ''",
        "relay, 3, 1000, 'epochs=2,hidden=8,latent=2,relays=4,steps=5'"
    })
    void areRefusedOrServedButNeverCrash(String method, int numbers, int trials, String options) throws Exception {
        Map<String, String> settings = new TreeMap<>();
        for (String option : options.isEmpty() ? new String[0] : options.split(",")) {
            settings.put(option.split("=")[0], option.split("=")[1]);
        }
        areRefusedOrServed(fit(method, numbers, settings), trials, new SplittableRandom(method.hashCode() + numbers));
    }

    @Test
    void contextIsRefusedOrServedButNeverCrashes() throws Exception {
        ImputationModel model = fit("marginal", 3, Map.of());
        float[] precision = new float[15];
        for (int i = 0; i < 5; i++) {
            precision[i * (i + 1) / 2 + i] = 1.5f;
        }
        FeatureContext none = FeatureContext.none();
        float[] falling = new float[ContextTables.lags().length];
        for (int i = 0; i < falling.length; i++) {
            falling[i] = 1f / (1 + i);
        }
        FeatureContext some = new FeatureContext(
                        0, 1, falling, falling, none.kappa(), falling, none.variance(), 0.5f, 0.5f, none.width())
                .withUsual(new UsualDay(new float[] {1, -1, 0.5f, 0.25f}), 1);
        ContextTables tables = new ContextTables(1, Calendar.NONE, Collections.nCopies(5, some), precision);
        ImputationModel withContext =
                new ImputationModel(model.features(), model.members(), model.provenance(), tables);
        areRefusedOrServed(withContext, 2000, new SplittableRandom(5));
    }

    @Test
    void aPrecisionThatIsNotPositiveDefiniteIsRefused() {
        ImputationModel model = fit("marginal", 3, Map.of());
        float[] precision = new float[15];
        Arrays.fill(precision, 1);
        ContextTables tables =
                new ContextTables(1, Calendar.NONE, Collections.nCopies(5, FeatureContext.none()), precision);
        byte[] artifact =
                ModelArtifact.write(new ImputationModel(model.features(), model.members(), model.provenance(), tables));
        assertThatThrownBy(() -> ModelArtifact.read(artifact))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("not positive definite");
    }

    private static void areRefusedOrServed(ImputationModel model, int trials, SplittableRandom random)
            throws Exception {
        byte[] artifact = ModelArtifact.write(model);
        int refused = 0;
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int trial = 0; trial < trials; trial++) {
            byte[] hostile = sealed(mutated(artifact, random));
            long before = memory.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            refused += tryOut(hostile) ? 0 : 1;
            assertThat(System.nanoTime() - start).as("time of trial %d", trial).isLessThan(SLOW_NANOS);
            assertThat(memory.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated in trial %d", trial)
                    .isLessThan(TIMES_ITS_SIZE * hostile.length + BESIDES);
        }
        assertThat(refused).as("most mutations must be noticed").isGreaterThan(trials / 4);
    }

    /** Whether the bytes were accepted as a model; an accepted model must also answer. */
    private static boolean tryOut(byte[] bytes) {
        ImputationModel model;
        try {
            model = ModelArtifact.read(bytes);
        } catch (ArtifactException reason) {
            assertThat(reason.getMessage()).isNotBlank().hasSizeLessThan(400).doesNotContain("null");
            assertThat(String.valueOf(reason.getMessage()).chars()).noneMatch(Character::isISOControl);
            return false;
        }
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double[] observation = new double[model.features().size()];
        for (int t = 0; t < 3; t++) {
            for (int j = 0; j < observation.length; j++) {
                observation[j] = (t + j) % 3 == 0 ? 0 : Double.NaN;
            }
            imputer.impute(observation);
            for (int j = 0; j < observation.length; j++) {
                if (Double.isNaN(observation[j])) {
                    imputer.value(j);
                }
            }
        }
        serveWithContext(model);
        return true;
    }

    private static void serveWithContext(ImputationModel model) {
        ContextImputer imputer = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1);
        KeyMemory memory = new KeyMemory(model.features());
        double[] observation = new double[model.features().size()];
        for (int t = 0; t < 4; t++) {
            Arrays.fill(observation, t % 2 == 0 ? 0 : Double.NaN);
            imputer.impute(observation, t, memory);
            for (int j = 0; j < observation.length && t % 2 != 0; j++) {
                if (imputer.isMoved(j) && model.features().get(j).isContinuous()) {
                    assertThat(imputer.value(j)).isFinite();
                }
            }
            imputer.remember(memory, t);
        }
    }

    private static byte[] mutated(byte[] artifact, SplittableRandom random) {
        byte[] bytes = Arrays.copyOf(artifact, artifact.length - 32);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            // Half of the changes are in the first part, where the lengths are.
            int reach = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 600);
            int place = 8 + random.nextInt(reach - 16);
            switch (random.nextInt(6)) {
                case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
                case 1 -> buffer.putInt(place, LENGTHS[random.nextInt(LENGTHS.length)]);
                case 2 -> buffer.putDouble(place, NUMBERS[random.nextInt(NUMBERS.length)]);
                case 3 -> buffer.putFloat(place, (float) NUMBERS[random.nextInt(NUMBERS.length)]);
                case 4 -> buffer.putInt(place, buffer.getInt(place) + random.nextInt(9) - 4);
                default -> {
                    int length = 1 + random.nextInt(Math.min(64, bytes.length - place - 1));
                    byte[] other = new byte[bytes.length + (random.nextBoolean() ? length : -length)];
                    System.arraycopy(bytes, 0, other, 0, place);
                    int from = other.length > bytes.length ? place : place + length;
                    int to = other.length > bytes.length ? place + length : place;
                    System.arraycopy(bytes, from, other, to, Math.min(bytes.length - from, other.length - to));
                    bytes = other;
                    buffer = ByteBuffer.wrap(bytes);
                }
            }
        }
        return bytes;
    }

    private static byte[] sealed(byte[] body) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
        byte[] artifact = Arrays.copyOf(body, body.length + hash.length);
        System.arraycopy(hash, 0, artifact, body.length, hash.length);
        return artifact;
    }

    @Test
    void aModelWithoutSelfTestsIsRefused() throws Exception {
        ImputationModel model = fit("marginal", 2, Map.of());
        byte[] artifact = ModelArtifact.write(model);
        int selfTests = 4 + 4 * 24 * model.features().size();
        byte[] body = Arrays.copyOf(artifact, artifact.length - 32 - selfTests + 4);
        Arrays.fill(body, body.length - 4, body.length, (byte) 0);
        assertThatThrownBy(() -> ModelArtifact.read(sealed(body)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("has no self-test");
    }

    @Test
    void aSelfTestOfInfiniteValuesProvesNothing() throws Exception {
        ImputationModel model = fit("marginal", 2, Map.of());
        byte[] artifact = ModelArtifact.write(model);
        byte[] body = Arrays.copyOf(artifact, artifact.length - 32);
        ByteBuffer buffer = ByteBuffer.wrap(body);
        int d = model.features().size();
        int start = body.length - 4 * 24 * d;
        for (int t = 0; t < 4; t++) {
            for (int j = 0; j < d; j++) {
                if (Double.isNaN(buffer.getDouble(start + 8 * (3 * d * t + j)))) {
                    buffer.putDouble(start + 8 * (3 * d * t + d + j), Double.POSITIVE_INFINITY);
                }
            }
        }
        assertThatThrownBy(() -> ModelArtifact.read(sealed(body)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("self-test failed");
    }

    @Test
    void aReasonIsOneLineForAnyNamesInTheBytes() throws Exception {
        ByteBuffer body = ByteBuffer.allocate(64);
        body.put("LACUNA".getBytes(StandardCharsets.US_ASCII)).put((byte) 0x1A).put((byte) 0x0A);
        body.putInt(ModelArtifact.FORMAT_VERSION)
                .putInt(1)
                .putInt(9)
                .put("a\nb\r\u001B[2J".getBytes(StandardCharsets.UTF_8), 0, 8);
        body.put((byte) 'x').put((byte) 77);
        assertThatThrownBy(() -> ModelArtifact.read(sealed(body.array())))
                .isInstanceOf(ArtifactException.class)
                .satisfies(reason ->
                        assertThat(String.valueOf(reason.getMessage()).chars()).noneMatch(Character::isISOControl))
                .hasMessageContaining("unknown type 77");
    }
}
