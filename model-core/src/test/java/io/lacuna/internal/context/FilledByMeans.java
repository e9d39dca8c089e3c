package io.lacuna.internal.context;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import io.lacuna.internal.context.tables.UsualDay;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Models with context tables whose members fill with the mean, and the memory of one key. */
final class FilledByMeans {
    static final double NONE = Double.NaN;
    static final Features FEATURES = new Features(List.of(
            Feature.continuous("a"),
            Feature.continuous("b"),
            Feature.categorical("state", List.of("on", "off", "broken")),
            Feature.continuous("c")));
    static final double[] MEAN = {10, -3, 0, 100};
    static final double[] SD = {2, 0.5, 1, 30};
    static final double[] SHARES = {0.6, 0.3, 0.1};
    static final long STEP = 60;

    final SplittableRandom random = new SplittableRandom(11);
    final KeyMemory memory = new KeyMemory(FEATURES);

    static float[] table(double first, double decay) {
        float[] table = new float[ContextTables.lags().length];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) (first * Math.exp(-(ContextTables.lags()[i] - 1) / decay));
        }
        return table;
    }

    static float[] rising(double first, double decay) {
        float[] table = table(1 - first, decay);
        for (int i = 0; i < table.length; i++) {
            table[i] = 1 - table[i];
        }
        return table;
    }

    private static FeatureContext number(int j, float[] trust, float[] lambda) {
        return new FeatureContext(
                MEAN[j],
                SD[j],
                table(0.8, 20),
                table(0.4, 60),
                rising(0.5, 20),
                table(0.9, 30),
                rising(0.2, 30),
                trust,
                lambda,
                new float[] {1, 1.2f, 1.5f, 2},
                new boolean[] {true, true, true, true, true},
                UsualDay.NONE,
                Following.NONE);
    }

    private static float[] ones() {
        return new float[] {1, 1, 1, 1};
    }

    static ContextTables tables(float[] precision) {
        FeatureContext none = FeatureContext.none();
        FeatureContext category = new FeatureContext(
                0, 1, none.rho(), none.slow(), none.kappa(), table(0.7, 10), none.variance(), 1, 0.5f, none.width());
        return new ContextTables(
                STEP,
                Calendar.NONE,
                List.of(
                        number(0, new float[] {0.3f, 0.6f, 0.8f, 1}, new float[] {0.9f, 0.7f, 0.5f, 0}),
                        number(1, ones(), ones()),
                        category,
                        number(3, ones(), new float[4])),
                precision);
    }

    static ImputationModel model(ContextTables tables) {
        double[][] shares = {{}, {}, SHARES, {}};
        return new ImputationModel(
                FEATURES,
                List.of(new MarginalMember(new Marginals(new Standardizer(MEAN, SD), shares))),
                new Provenance(new TreeMap<>()),
                tables);
    }

    static ContextImputer imputer(ContextTables tables) {
        ImputationModel model = model(tables);
        return new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1);
    }

    /** A record as the tests know it. */
    record Seen(double[] cells, long time) {}

    /** Imputes and remembers random records. */
    List<Seen> history(ContextImputer imputer, int records) {
        List<Seen> history = new ArrayList<>();
        long time = 1_000_000;
        for (int i = 0; i < records; i++) {
            double[] cells = new double[4];
            for (int j = 0; j < 4; j++) {
                double value = j == 2 ? random.nextInt(3) : MEAN[j] + SD[j] * random.nextGaussian();
                cells[j] = random.nextDouble() < 0.4 ? NONE : value;
            }
            imputer.impute(cells, time, memory);
            imputer.remember(memory, i);
            history.add(new Seen(cells, time));
            time += STEP * (1 + random.nextInt(3)) + random.nextInt(7);
        }
        return history;
    }
}
