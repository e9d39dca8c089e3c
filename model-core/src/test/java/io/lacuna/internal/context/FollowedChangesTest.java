package io.lacuna.internal.context;

import static io.lacuna.internal.context.FilledByMeans.FEATURES;
import static io.lacuna.internal.context.FilledByMeans.MEAN;
import static io.lacuna.internal.context.FilledByMeans.NONE;
import static io.lacuna.internal.context.FilledByMeans.SD;
import static io.lacuna.internal.context.FilledByMeans.STEP;
import static io.lacuna.internal.context.FilledByMeans.model;
import static io.lacuna.internal.context.FilledByMeans.rising;
import static io.lacuna.internal.context.FilledByMeans.table;
import static io.lacuna.internal.context.FilledByMeans.tables;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.FilledByMeans.Seen;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import io.lacuna.internal.model.ImputationModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers that follow the changes of others, against the definition, computed from all records of the key by other code. */
class FollowedChangesTest {
    private static final Following FOLLOWING = new Following(table(0.95, 60), rising(0.1, 60));
    private static final double[] CHANGE = {0.3, 0.2, 1, 0.5};
    private static final double A_B = 0.6;
    private static final double A_C = -0.3;
    private static final double B_C = 0.1;

    private final FilledByMeans keys = new FilledByMeans();

    private static ContextTables following(int... features) {
        ContextTables all = tables(new float[0]);
        List<FeatureContext> own = new ArrayList<>(all.features());
        for (int j : features) {
            own.set(j, own.get(j).withFollowing(FOLLOWING).withWeights(0.5f, 1));
        }
        float[] changes = {0.3f, (float) A_B, 0.2f, 0, 0, 1, (float) A_C, (float) B_C, 0, 0.5f};
        return new ContextTables(STEP, all.calendar(), own, new float[0], changes);
    }

    private static ContextImputer imputer(ContextTables tables, long id) {
        ImputationModel model = model(tables);
        return new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), id);
    }

    private static double z(double[] cells, int j) {
        return (cells[j] - MEAN[j]) / SD[j];
    }

    /** Expected change of a from the changes of b and c, where known: regression with one or two regressors. */
    private static double expectedOfA(double[] before, double[] now) {
        double b = (z(now, 1) - z(before, 1)) / CHANGE[1];
        double c = (z(now, 3) - z(before, 3)) / CHANGE[3];
        double sum;
        if (Double.isNaN(b) && Double.isNaN(c)) {
            sum = 0;
        } else if (Double.isNaN(c)) {
            sum = A_B * b;
        } else if (Double.isNaN(b)) {
            sum = A_C * c;
        } else {
            double determinant = 1 - B_C * B_C;
            sum = ((A_B - A_C * B_C) * b + (A_C - A_B * B_C) * c) / determinant;
        }
        return CHANGE[0] * sum;
    }

    /** Mean of a with trust 0.5 and lambda 1 from its last residual, slow mean, value and expected changes. */
    private static double fill(FeatureContext own, double z, double change, Following how, double steps, double slow) {
        double m1 = at(own.rho(), steps) * z + at(own.slow(), steps) * slow;
        double s1 = at(own.kappa(), steps);
        double v2 = at(how.variance(), steps);
        double precision = 0.5 / (s1 * s1) + 0.5 + 1 / v2 - 1;
        return (0.5 * m1 / (s1 * s1) + at(how.phi(), steps) * (z + change) / v2) / precision;
    }

    private static double at(float[] table, double steps) {
        return ContextTables.at(table, steps, Double.NaN);
    }

    @Test
    void theValueMovesWithTheExpectedChangesOfAllRecordsSince() {
        ContextTables tables = following(0);
        ContextImputer imputer = imputer(tables, 1);
        int compared = 0;
        for (int trial = 0; trial < 80; trial++) {
            keys.memory.clear();
            List<Seen> history = keys.history(imputer, 2 + trial % 12);
            Seen last = history.get(history.size() - 1);
            double[] now = {NONE, trial % 3 == 0 ? NONE : -2.7, 1, trial % 4 == 0 ? NONE : 88};
            long time = last.time() + STEP;
            double change = 0;
            double[] before = now;
            int at = history.size() - 1;
            while (at >= 0 && Double.isNaN(history.get(at).cells()[0])) {
                change += expectedOfA(history.get(at).cells(), before);
                before = history.get(at--).cells();
            }
            imputer.impute(now, time, keys.memory);
            if (at >= 0 && time - history.get(at).time() <= 120 * STEP) {
                Seen source = history.get(at);
                change += expectedOfA(source.cells(), before);
                double steps = (time - source.time()) / (double) STEP;
                double mean = fill(
                        tables.features().get(0),
                        z(source.cells(), 0),
                        change,
                        FOLLOWING,
                        steps,
                        imputer.sourceSlow(0));
                assertThat(imputer.mean(0)).isCloseTo(MEAN[0] + SD[0] * mean, within(1e-4 * SD[0]));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(50);
    }

    @Test
    void changesOfAnotherModelAreUnknownUntilTheNextValue() {
        ContextTables tables = following(0);
        ContextImputer first = imputer(tables, 1);
        ContextImputer second = imputer(tables, 2);
        first.impute(new double[] {14, -3, 1, 70}, 0, keys.memory);
        first.remember(keys.memory, 1);
        first.impute(new double[] {NONE, -2, 1, 70}, STEP, keys.memory);
        first.remember(keys.memory, 2);
        assertThat((double) keys.memory.change(0))
                .isCloseTo(expectedOfA(new double[] {0, -3, 1, 70}, new double[] {0, -2, 1, 70}), within(1e-6));
        double[] now = {NONE, -2, 1, 70};
        for (int record = 3; record < 5; record++) {
            second.impute(now, (record - 1) * STEP, keys.memory);
            Following plain = new Following(
                    tables.features().get(0).phi(), tables.features().get(0).variance());
            double z = z(new double[] {14}, 0);
            double precision = 0.5 + 0.5 + 1 / at(plain.variance(), record - 1.0) - 1;
            double mean = at(plain.phi(), record - 1.0) * z / at(plain.variance(), record - 1.0) / precision;
            assertThat(second.mean(0)).isCloseTo(MEAN[0] + SD[0] * mean, within(1e-4 * SD[0]));
            second.remember(keys.memory, record);
            assertThat(keys.memory.change(0)).isNaN();
            KeyMemory read = new KeyMemory(FEATURES);
            assertThat(read.read(keys.memory.toBytes())).isTrue();
            assertThat(read.change(0)).isNaN();
        }
        second.impute(new double[] {12, -2, 1, 70}, 4 * STEP, keys.memory);
        second.remember(keys.memory, 5);
        assertThat(keys.memory.change(0)).isZero();
    }

    @Test
    void atAgesAtWhichItDoesNotFollowTheValueCountsAlone() {
        ContextTables tables = following(0);
        FeatureContext own = tables.features().get(0);
        FeatureContext young = own.withFollowing(FOLLOWING.without(1));
        FeatureContext alone = own.withFollowing(Following.NONE);
        for (double steps : new double[] {1, 2, 6, 7}) {
            FeatureContext same = steps >= 2 && steps <= 6 ? alone : own;
            assertThat(filled(young, steps)).as("%s steps", steps).isEqualTo(filled(same, steps));
            assertThat(filled(own, steps)).isNotEqualTo(filled(alone, steps));
        }
        Following none = FOLLOWING;
        for (int range = 0; range < ContextTables.ages().length; range++) {
            none = none.without(range);
        }
        assertThat(none.isNone()).isTrue();
    }

    @Test
    void followingIsDroppedAtAgesAtWhichTheValueDoesNotCount() {
        FeatureContext own = following(0).features().get(0);
        FeatureContext less = own.with(1, own, 1, 0).with(3, own, 1, 0).withoutUnusedFollowing();
        assertThat(less.following().ages()).containsExactly(true, false, true, false);
        assertThat(own.withWeights(1, 0).withoutUnusedFollowing().follows()).isFalse();
        FeatureContext alone = own.withFollowing(Following.NONE);
        assertThat(alone.withWeights(1, 0).withoutUnusedFollowing().follows()).isFalse();
    }

    private static double filled(FeatureContext own, double steps) {
        JointFill fill = new JointFill(1, new float[0]);
        fill.add(0, own, 0.2, 0.7, steps, Double.NaN, 0, 1.1, 0.4);
        fill.run();
        return fill.mean(0);
    }

    @Test
    void aMemoryHasItsChangesInItsBytes() {
        ContextImputer imputer = imputer(following(0, 1), 1);
        KeyMemory read = new KeyMemory(FEATURES);
        int changed = 0;
        for (int trial = 0; trial < 40; trial++) {
            keys.memory.clear();
            keys.history(imputer, 3 + trial);
            byte[] bytes = keys.memory.toBytes();
            assertThat(read.read(bytes)).isTrue();
            assertThat(read.toBytes()).isEqualTo(bytes);
            boolean any = keys.memory.change(0) != 0 || keys.memory.change(1) != 0;
            assertThat(bytes[0]).isEqualTo((byte) (any ? 2 : 1));
            assertThat(KeyMemory.timeOf(bytes)).isEqualTo(keys.memory.time());
            assertThat(read.change(0)).isEqualTo(keys.memory.change(0));
            changed += any ? 1 : 0;
        }
        assertThat(changed).isBetween(10, 39);
    }

    @Test
    void tablesWithFollowedChangesHaveAFormatOfTheirOwn() throws IOException {
        byte[] bytes = bytes(following(0, 3));
        assertThat(ByteBuffer.wrap(bytes).getInt()).isEqualTo(5);
        ContextTables read = ContextTables.read(in(bytes), FEATURES);
        assertThat(bytes(read)).isEqualTo(bytes);
        assertThat(read.changes()).isEqualTo(following(0, 3).changes());
        assertThat(read.features().get(0).following().phi()).isEqualTo(FOLLOWING.phi());
        assertThat(read.features().get(0).following().ages()).isEqualTo(FOLLOWING.ages());
        assertThat(read.features().get(1).follows()).isFalse();
    }

    @Test
    void changesThatAreNoCorrelationsAreRefused() throws IOException {
        byte[] bytes = bytes(following(0));
        int changes = bytes.length - 10 * Float.BYTES;
        byte[] noSd = bytes.clone();
        ByteBuffer.wrap(noSd).putFloat(changes, 0);
        assertThatThrownBy(() -> ContextTables.read(in(noSd), FEATURES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sd of 0");
        byte[] tooLarge = bytes.clone();
        ByteBuffer.wrap(tooLarge).putFloat(changes + Float.BYTES, 1.01f);
        assertThatThrownBy(() -> ContextTables.read(in(tooLarge), FEATURES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("correlations of changes");
    }

    private static byte[] bytes(ContextTables tables) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tables.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
