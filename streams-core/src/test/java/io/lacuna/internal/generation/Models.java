package io.lacuna.internal.generation;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Small fitted models and their generations, for tests. */
public final class Models {
    private Models() {}

    /** Fitted by the marginal method: temp has the given mean and sd 1, humidity has mean 50, state is mostly "on". */
    public static ImputationModel sensors(double temp) {
        Features features = new Features(List.of(
                Feature.continuous("temp"),
                Feature.continuous("humidity"),
                Feature.continuous("count"),
                Feature.binary("alarm"),
                Feature.categorical("state", List.of("on", "off"))));
        SplittableRandom random = new SplittableRandom(5);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            double sign = i % 2 == 0 ? 1 : -1;
            rows.add(new double[] {
                temp + sign, 50 + 10 * sign, 7.4 + sign, i % 4 == 0 ? 1 : 0, random.nextInt(10) == 0 ? 1 : 0
            });
        }
        return Trainers.fit(
                new Table(features, rows),
                FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL),
                Progress.SILENT);
    }

    /**
     * {@link #sensors} that fills temp with the past of its key: a value keeps 0.9, 0.81, ... of its distance to the mean after
     * one, two, ... steps of a minute, and residuals 0.6, 0.36, ...
     */
    public static ImputationModel remembering(double temp) {
        ImputationModel alone = sensors(temp);
        int[] lags = ContextTables.lags();
        float[] rho = new float[lags.length];
        float[] kappa = new float[lags.length];
        float[] phi = new float[lags.length];
        float[] variance = new float[lags.length];
        for (int i = 0; i < lags.length; i++) {
            rho[i] = (float) Math.pow(0.6, lags[i]);
            kappa[i] = (float) Math.sqrt(1 - rho[i] * rho[i]);
            phi[i] = (float) Math.pow(0.9, lags[i]);
            variance[i] = 1 - phi[i] * phi[i];
        }
        FeatureContext none = FeatureContext.none();
        FeatureContext past = new FeatureContext(temp, 1, rho, none.slow(), kappa, phi, variance, 1, 1, none.width());
        return new ImputationModel(
                alone.features(),
                alone.members(),
                alone.provenance(),
                new ContextTables(60_000, Calendar.NONE, List.of(past, none, none, none, none), new float[0]));
    }

    /**
     * {@link #remembering} whose temp follows humidity: it is expected to change by 0.08 where humidity changes by 1, and a value
     * with its changes keeps 0.95, 0.9025, ... of its distance to the mean.
     */
    public static ImputationModel following(double temp) {
        ImputationModel alone = remembering(temp);
        ContextTables tables = Objects.requireNonNull(alone.context());
        int[] lags = ContextTables.lags();
        float[] phi = new float[lags.length];
        float[] variance = new float[lags.length];
        for (int i = 0; i < lags.length; i++) {
            phi[i] = (float) Math.pow(0.95, lags[i]);
            variance[i] = 1 - phi[i] * phi[i];
        }
        List<FeatureContext> features = new ArrayList<>(tables.features());
        features.set(0, features.get(0).withFollowing(new Following(phi, variance)));
        float[] changes = {0.5f, 0.8f, 5, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        return new ImputationModel(
                alone.features(),
                alone.members(),
                alone.provenance(),
                new ContextTables(tables.step(), tables.calendar(), features, tables.precision(), changes));
    }

    public static Generation generation(long number, byte[] artifact, int chunks) {
        return Generation.newBuilder()
                .setNumber(number)
                .setOutcome(Outcome.PUBLISHED)
                .setReason(Reason.REFIT)
                .setArtifact(ModelArtifact.sha256(artifact))
                .setArtifactBytes(artifact.length)
                .setChunks(chunks)
                .setCreatedMs(Instant.ofEpochMilli(1_000 * number))
                .setEffectiveFromMs(Instant.ofEpochMilli(1_000 * number))
                .setMessage("made for a test")
                .setProvenance(Map.of())
                .setEvaluation(Map.of())
                .build();
    }

    /** Records of the models topic for the artifact, in chunks of the given size; keys as text. */
    public static Map<String, byte[]> chunks(byte[] artifact, int size) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        for (int n = 0; n * size < artifact.length; n++) {
            byte[] key = ModelsTopic.chunkKey(ModelArtifact.sha256(artifact), n);
            records.put(
                    new String(key), Arrays.copyOfRange(artifact, n * size, Math.min(artifact.length, (n + 1) * size)));
        }
        return records;
    }
}
