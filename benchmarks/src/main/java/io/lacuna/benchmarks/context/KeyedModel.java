package io.lacuna.benchmarks.context;

import io.lacuna.benchmarks.ChildFit;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import io.lacuna.internal.context.tables.UsualDay;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One model, with its context and without, fitted in a JVM of its own: a stream does not fit. */
final class KeyedModel {
    private static final int KEYS = 200;
    private static final int ROWS = 12_000;

    private KeyedModel() {}

    /** The model with context. */
    static ImputationModel fit(int d, String preset) {
        KeyedValues.Rows rows = new KeyedValues(KEYS, d, 1).rows(ROWS);
        FitSettings settings = new FitSettings("relay-mixture", 0, Duration.ofSeconds(30), 2, Map.of("preset", preset));
        ImputationModel model = Trainers.fit(rows.table(), rows.timeline(), settings, Progress.SILENT, null);
        if (model.context() == null) {
            throw new IllegalStateException("the past of these keys does not help; there is nothing to measure");
        }
        return model;
    }

    /** The same members, without context. */
    static ImputationModel alone(ImputationModel model) {
        return with(model, null);
    }

    /** The same members, with contexts whose numbers have a usual day. */
    static ImputationModel withUsualDays(ImputationModel model) {
        ContextTables tables = Objects.requireNonNull(model.context());
        UsualDay day = new UsualDay(new float[] {0.1f, 0.1f, 0.1f, 0.1f});
        List<FeatureContext> features = tables.features().stream()
                .map(own -> own.withUsual(day, own.sd()))
                .toList();
        return with(
                model,
                new ContextTables(tables.step(), tables.calendar(), features, tables.precision(), tables.changes()));
    }

    /** The same members, with contexts whose numbers all follow each other. */
    static ImputationModel withFollowing(ImputationModel model) {
        ContextTables tables = Objects.requireNonNull(model.context());
        List<FeatureContext> features = tables.features().stream()
                .map(own -> own.withFollowing(new Following(own.phi(), own.variance())))
                .toList();
        int d = features.size();
        float[] changes = new float[d * (d + 1) / 2];
        Arrays.fill(changes, 0.3f);
        return with(model, new ContextTables(tables.step(), tables.calendar(), features, tables.precision(), changes));
    }

    private static ImputationModel with(ImputationModel model, @Nullable ContextTables tables) {
        return new ImputationModel(
                model.features(),
                model.members(),
                model.provenance(),
                tables,
                model.supports(),
                model.relations(),
                model.weights());
    }

    /** The artifact, from a file of the folder, or fitted into it. */
    static byte[] artifact(int d, String preset, boolean context, Path folder)
            throws IOException, InterruptedException {
        Path file = folder.resolve("keyed-" + d + "-" + preset + (context ? "-context" : "-alone"));
        if (!Files.exists(file)) {
            ChildFit.run(KeyedModel.class, Integer.toString(d), preset, folder.toString());
        }
        return Files.readAllBytes(file);
    }

    public static void main(String[] arguments) throws IOException {
        ImputationModel model = fit(Integer.parseInt(arguments[0]), arguments[1]);
        Path folder = Path.of(arguments[2]);
        String name = "keyed-" + arguments[0] + "-" + arguments[1];
        Files.write(folder.resolve(name + "-alone"), ModelArtifact.write(alone(model)));
        Files.write(folder.resolve(name + "-context"), ModelArtifact.write(model));
    }
}
