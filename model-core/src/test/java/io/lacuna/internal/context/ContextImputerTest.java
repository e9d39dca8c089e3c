package io.lacuna.internal.context;

import static io.lacuna.internal.context.FilledByMeans.FEATURES;
import static io.lacuna.internal.context.FilledByMeans.MEAN;
import static io.lacuna.internal.context.FilledByMeans.NONE;
import static io.lacuna.internal.context.FilledByMeans.SD;
import static io.lacuna.internal.context.FilledByMeans.STEP;
import static io.lacuna.internal.context.FilledByMeans.imputer;
import static io.lacuna.internal.context.FilledByMeans.model;
import static io.lacuna.internal.context.FilledByMeans.table;
import static io.lacuna.internal.context.FilledByMeans.tables;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.FilledByMeans.Seen;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.UsualDay;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.model.Provenance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** With a model that fills with the mean, so that every number here can be computed by hand. */
class ContextImputerTest {
    private final FilledByMeans keys = new FilledByMeans();

    @Test
    void theMemoryIsReadAndNotChangedUntilTheRecordIsRemembered() {
        ContextImputer imputer = imputer(tables(new float[0]));
        List<Seen> history = keys.history(imputer, 30);
        byte[] before = keys.memory.toBytes();
        long now = history.get(29).time() + 70;
        imputer.impute(new double[] {NONE, 2, NONE, NONE}, now, keys.memory);
        imputer.intervals(0.9, new double[4], new double[4]);
        imputer.impute(new double[] {NONE, NONE, NONE, NONE}, now, keys.memory);
        assertThat(keys.memory.toBytes()).isEqualTo(before);
        imputer.remember(keys.memory, 77);
        assertThat(keys.memory.toBytes()).isNotEqualTo(before);
        assertThat(keys.memory.offset()).isEqualTo(77);
    }

    @Test
    void whatTheImputerDidBeforeDoesNotMatter() {
        ContextImputer imputer = imputer(tables(new float[0]));
        List<Seen> history = keys.history(imputer, 30);
        long now = history.get(29).time() + 70;
        double[] record = {NONE, 2, NONE, NONE};
        imputer.impute(record, now, keys.memory);
        double[] first = {imputer.mean(0), imputer.sd(0), imputer.mean(3), imputer.probability(2, 1)};
        imputer.impute(new double[] {NONE, NONE, 0, 3}, 5, new KeyMemory(FEATURES));
        ContextImputer other = imputer(tables(new float[0]));
        for (ContextImputer each : List.of(imputer, other)) {
            each.impute(record, now, keys.memory);
            assertThat(new double[] {each.mean(0), each.sd(0), each.mean(3), each.probability(2, 1)})
                    .isEqualTo(first);
        }
    }

    @Test
    void aLateRecordIsFilledByItsDistanceAndChangesNothing() {
        ContextImputer imputer = imputer(tables(new float[0]));
        imputer.impute(new double[] {14, -3, 0, 100}, 10_000, keys.memory);
        imputer.remember(keys.memory, 1);
        byte[] before = keys.memory.toBytes();
        imputer.impute(new double[] {NONE, -3, 0, 100}, 10_000 - 3 * STEP, keys.memory);
        double late = imputer.mean(0);
        assertThat(imputer.age(0)).isEqualTo(-3 * STEP);
        imputer.remember(keys.memory, 2);
        assertThat(keys.memory.toBytes()).isEqualTo(before);
        imputer.impute(new double[] {NONE, -3, 0, 100}, 10_000 + 3 * STEP, keys.memory);
        assertThat(imputer.mean(0)).isEqualTo(late);
    }

    @Test
    void ofRecordsOfEqualTimeTheLaterOneIsNewer() {
        ContextImputer imputer = imputer(tables(new float[0]));
        imputer.impute(new double[] {14, -3, 0, 100}, 10_000, keys.memory);
        imputer.remember(keys.memory, 1);
        imputer.impute(new double[] {8, NONE, 0, 100}, 10_000, keys.memory);
        imputer.remember(keys.memory, 2);
        assertThat(keys.memory.value(0)).isEqualTo(8);
        assertThat(keys.memory.offset(0)).isEqualTo(2);
        assertThat(keys.memory.value(1)).isEqualTo(-3);
        assertThat(keys.memory.offset(1)).isEqualTo(1);
    }

    @Test
    void anotherModelGoesOnWithTheValueAlone() {
        ContextTables tables = tables(new float[0]);
        ContextImputer one = imputer(tables);
        one.impute(new double[] {14, -3, 0, 100}, 10_000, keys.memory);
        one.remember(keys.memory, 1);
        ImputationModel model = model(tables);
        ContextImputer two = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 2);
        two.impute(new double[] {NONE, NONE, 0, NONE}, 10_000 + STEP, keys.memory);
        assertThat(two.usesContext(0)).isTrue();
        assertThat(two.sourceResidual(0)).isNaN();
        assertThat(two.sourceSlow(0)).isZero();
        assertThat(two.sourceValue(0)).isEqualTo(14);
        // Of this feature only residuals count: without one it is filled as the model alone fills it.
        assertThat(two.usesContext(3)).isFalse();
        assertThat(two.mean(3)).isEqualTo(100);
    }

    @Test
    void valuesThatAreTooOldDoNotCount() {
        ImputationModel model = model(tables(new float[0]));
        ContextImputer imputer = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1, 5 * STEP);
        imputer.impute(new double[] {14, -3, 0, 100}, 10_000, keys.memory);
        imputer.remember(keys.memory, 1);
        imputer.impute(new double[] {NONE, -3, 0, 100}, 10_000 + 5 * STEP, keys.memory);
        assertThat(imputer.usesContext(0)).isTrue();
        imputer.impute(new double[] {NONE, -3, 0, 100}, 10_001 + 5 * STEP, keys.memory);
        assertThat(imputer.usesContext(0)).isFalse();
        assertThat(imputer.mean(0)).isEqualTo(10);
    }

    /** What a keys.memory says of a cell depends on the last value and the buckets before it, however it began. */
    @Test
    void anAuditThatBeginsABucketWindowEarlierComesToTheSameFill() {
        ContextImputer imputer = imputer(tables(new float[0]));
        List<Seen> history = keys.history(imputer, 200);
        long now = history.get(199).time() + 100;
        double[] record = {NONE, NONE, NONE, NONE};
        imputer.impute(record, now, keys.memory);
        ContextImputer audit = imputer(tables(new float[0]));
        for (int j : new int[] {0, 1, 3}) {
            long from = now - imputer.age(j) - 5 * 12 * STEP;
            KeyMemory rebuilt = new KeyMemory(FEATURES);
            for (int i = 0; i < 200; i++) {
                if (history.get(i).time() >= from) {
                    audit.impute(history.get(i).cells(), history.get(i).time(), rebuilt);
                    audit.remember(rebuilt, i);
                }
            }
            audit.impute(record, now, rebuilt);
            assertThat(audit.mean(j)).isEqualTo(imputer.mean(j));
            assertThat(audit.sd(j)).isEqualTo(imputer.sd(j));
            assertThat(audit.sourceOffset(j)).isEqualTo(imputer.sourceOffset(j));
            assertThat(audit.sourceResidual(j)).isEqualTo(imputer.sourceResidual(j));
            assertThat(audit.sourceSlow(j)).isEqualTo(imputer.sourceSlow(j));
        }
    }

    @Test
    void aResidualIsFoundAgainFromItsRecord() {
        ContextImputer imputer = imputer(tables(new float[0]));
        double[] source = {14, NONE, 0, 70};
        imputer.impute(source, 10_000, keys.memory);
        imputer.remember(keys.memory, 1);
        float[] found = new float[4];
        imputer.findResiduals(source.clone(), 10_000, new boolean[] {true, false, false, true}, found);
        assertThat(found).containsExactly(keys.memory.residual(0), Float.NaN, Float.NaN, keys.memory.residual(3));
        assertThat(keys.memory.residual(0)).isEqualTo(2f);
        assertThat(keys.memory.residual(3)).isEqualTo(-1f);
    }

    @Test
    void aModelWithoutContextFillsAsItsImputerDoes() {
        ImputationModel model = new ImputationModel(FEATURES, model(null).members(), new Provenance(new TreeMap<>()));
        Imputer plain = model.newImputer(InferenceSettings.DEFAULT);
        ContextImputer imputer = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1);
        imputer.impute(new double[] {14, -3, 1, 70}, 10_000, keys.memory);
        imputer.remember(keys.memory, 1);
        double[] record = {NONE, -3, NONE, NONE};
        imputer.impute(record, 10_000 + STEP, keys.memory);
        plain.impute(record);
        for (int j : new int[] {0, 3}) {
            assertThat(imputer.usesContext(j)).isFalse();
            assertThat(imputer.mean(j)).isEqualTo(plain.mean(j));
            assertThat(imputer.quantile(j, 0.2)).isEqualTo(plain.quantile(j, 0.2));
        }
    }

    @Test
    void tablesAreAPartOfTheArtifact() throws ArtifactException {
        ImputationModel model = model(tables(new float[] {2, 0, 1, 0, 0, 1, 0.5f, 0, 0, 3}));
        byte[] artifact = ModelArtifact.write(model);
        ImputationModel read = ModelArtifact.read(artifact);
        assertThat(ModelArtifact.write(read)).isEqualTo(artifact);
        ContextTables tables = read.context();
        assertThat(tables).isNotNull();
        assertThat(tables.step()).isEqualTo(STEP);
        assertThat(tables.features().get(0).rho()).isEqualTo(table(0.8, 20));
        for (int length = 0; length < artifact.length; length += 7) {
            byte[] cut = Arrays.copyOf(artifact, length);
            assertThatThrownBy(() -> ModelArtifact.read(cut)).isInstanceOf(ArtifactException.class);
        }
    }

    @Test
    void contextDoesNotMoveCellsOfKindsThatItMustNotMove() {
        ContextTables all = tables(new float[] {2, 0.8f, 1.5f, 0, 0, 1, -0.5f, 0.3f, 0, 1.2f});
        List<FeatureContext> features = new ArrayList<>(all.features());
        boolean[] notNextToAValue = {false, true, true, true, true};
        boolean[] notWithOthers = {true, true, true, true, false};
        features.set(0, features.get(0).withMoves(notNextToAValue));
        features.set(3, FeatureContext.none(MEAN[3], SD[3]).withMoves(notWithOthers));
        ContextImputer imputer = imputer(new ContextTables(STEP, all.calendar(), features, all.precision()));
        imputer.impute(new double[] {14, -3, 1, 70}, 10_000, keys.memory);
        imputer.remember(keys.memory, 1);
        double[] empty = {NONE, NONE, NONE, NONE};
        imputer.impute(empty, 10_000 + STEP, keys.memory);
        for (int j : new int[] {0, 3}) {
            assertThat(imputer.usesContext(j)).isFalse();
            assertThat(imputer.isMoved(j)).isFalse();
            assertThat(imputer.mean(j)).isEqualTo(MEAN[j]);
            assertThat(imputer.sd(j)).isEqualTo(SD[j]);
        }
        assertThat(imputer.usesContext(1)).isTrue();
        imputer.impute(empty, 10_000 + 3 * STEP, keys.memory);
        assertThat(imputer.usesContext(0)).isTrue();
        assertThat(imputer.mean(0)).isNotEqualTo(MEAN[0]);
        assertThat(imputer.isMoved(3)).isFalse();
    }

    @Test
    void tablesOfEarlierFormatsAreRead() throws IOException {
        ContextTables first = ContextTables.read(inFormat(1), FEATURES);
        assertThat(first.features()).allSatisfy(own -> {
            assertThat(own.trust()).containsExactly(0.25f, 0.25f, 0.25f, 0.25f);
            assertThat(own.lambda()).containsExactly(0.75f, 0.75f, 0.75f, 0.75f);
            assertThat(own.moves()).containsExactly(true, true, true, true, true);
        });
        assertThat(first.features().get(0).width()).containsExactly(1, 1.2f, 1.5f, 2);
        ContextTables second = ContextTables.read(inFormat(2), FEATURES);
        assertThat(second.features().get(0).trust()).containsExactly(0.3f, 0.6f, 0.8f, 1);
        assertThat(second.features().get(0).width()).containsExactly(1, 1.2f, 1.5f, 2);
        assertThat(second.features())
                .allSatisfy(own -> assertThat(own.moves()).containsExactly(true, true, true, true, true));
    }

    @Test
    void usualDaysAreStoredInAFormatOfTheirOwn() throws IOException {
        ContextTables without = tables(new float[0]);
        assertThat(ByteBuffer.wrap(bytes(without)).getInt()).isEqualTo(3);
        List<FeatureContext> features = new ArrayList<>(without.features());
        features.set(1, features.get(1).withUsual(new UsualDay(new float[] {1, 2, 3, 4}), 7));
        byte[] with = bytes(new ContextTables(STEP, without.calendar(), features, new float[0]));
        assertThat(ByteBuffer.wrap(with).getInt()).isEqualTo(4);
        ContextTables read = ContextTables.read(new DataInputStream(new ByteArrayInputStream(with)), FEATURES);
        assertThat(read.features().get(0).usual().isNone()).isTrue();
        assertThat(read.features().get(1).usual().weights()).containsExactly(1, 2, 3, 4);
        assertThat(read.features().get(1).sd()).isEqualTo(7);
    }

    private static byte[] bytes(ContextTables tables) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tables.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** The first format has one weight for all ages; the first and the second do not say which cells context moves. */
    private static DataInputStream inFormat(int version) throws IOException {
        ByteBuffer now = ByteBuffer.wrap(bytes(tables(new float[0])));
        int tables = 2 * Double.BYTES + 5 * ContextTables.lags().length * Float.BYTES;
        int weights = 4 * Float.BYTES;
        int feature = tables + 3 * weights + FeatureContext.kinds();
        int head = now.capacity() - 1 - 4 * feature;
        ByteBuffer earlier = ByteBuffer.allocate(now.capacity());
        earlier.put(now.array(), 0, head).putInt(0, version);
        for (int j = 0; j < 4; j++) {
            int at = head + j * feature;
            earlier.put(now.array(), at, tables);
            if (version == 1) {
                earlier.putFloat(0.25f).putFloat(0.75f);
            } else {
                earlier.put(now.array(), at + tables, 2 * weights);
            }
            earlier.put(now.array(), at + tables + 2 * weights, weights);
        }
        earlier.put((byte) 0);
        return new DataInputStream(new ByteArrayInputStream(earlier.array(), 0, earlier.position()));
    }
}
