package io.lacuna.benchmarks;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.data.Table;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.RecordReplay;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.model.RelayMixtureMember;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import io.lacuna.internal.training.Trainers;
import io.lacuna.model.ArtifactException;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.generic.GenericRecord;

/**
 * The cost of switching to a new generation, by the size of its model: reading and checking it, which its own thread
 * does while the old generation serves, and the first record of the new one, which the next records wait for. Larger
 * models are made by copying the relays of one model and moving the copies.
 */
final class TakeoverBenchmark implements Benchmark {
    static final int FEATURES = 57;
    private static final int ROUNDS = 5;
    private static final int RECORDS = 300;

    @Override
    public String description() {
        return "cost of switching to a new generation, by the size of its model: [MiB,MiB,...]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        double[] sizes = arguments.isEmpty()
                ? new double[] {1, 3, 10, 25, 50}
                : Arrays.stream(arguments.get(0).split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
        Table records = PipelineInput.table(FEATURES);
        ImputationModel small = small();
        double smallMiB = mebibytes(ModelArtifact.write(small));
        PipelineInput input = new PipelineInput("readings", records, PipelineInput.schema(FEATURES), RECORDS, "none:1");
        System.out.printf(
                "%8s %8s %10s %14s %14s %10s %14s%n",
                "MiB", "relays", "read ms", "first rec. ms", "most of 5 ms", "later us", "first / later");
        try (InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            for (double size : sizes) {
                row(grown(small, Math.max(1, (int) Math.round(size / smallMiB))), input, registry);
            }
        }
    }

    /** A model of {@value #FEATURES} features. */
    static ImputationModel small() {
        FitSettings settings = new FitSettings("relay-mixture", 0, Duration.ofSeconds(20), 2, Map.of("preset", "fast"));
        return Trainers.fit(PipelineInput.table(FEATURES), settings, Progress.SILENT);
    }

    /** The model with {@code times} copies of its relays; each copy is moved. */
    static ImputationModel grown(ImputationModel model, int times) {
        RelayEnsemble ensemble = ((RelayMixtureMember) model.members().get(0)).ensemble();
        SplittableRandom random = new SplittableRandom(1);
        List<RelayMixture> fits =
                ensemble.fits().stream().map(fit -> grown(fit, times, random)).toList();
        return new ImputationModel(
                model.features(),
                List.of(new RelayMixtureMember(ensemble.with(fits, ensemble.calibration()), model.features())),
                model.provenance());
    }

    private static RelayMixture grown(RelayMixture fit, int times, SplittableRandom random) {
        int once = fit.relays();
        float[] logWeights = new float[once * times];
        float[][] centres = new float[once * times][];
        float[][] covariances = new float[once * times][];
        float[][][] logProbabilities = new float[once * times][][];
        for (int k = 0; k < centres.length; k++) {
            logWeights[k] = fit.logWeights()[k % once] - (float) Math.log(times);
            centres[k] = fit.centres()[k % once].clone();
            covariances[k] = fit.covariances()[k % once];
            logProbabilities[k] = fit.logProbabilities()[k % once];
            for (int j = 0; j < centres[k].length && k >= once; j++) {
                centres[k][j] += (float) (0.5 * random.nextGaussian());
            }
        }
        return new RelayMixture(fit.space(), logWeights, centres, covariances, logProbabilities);
    }

    private static void row(ImputationModel model, PipelineInput input, SchemaRegistry registry)
            throws ArtifactException {
        byte[] artifact = ModelArtifact.write(model);
        LacunaConfig config = LacunaConfig.of(
                Map.of(LacunaConfig.BOOTSTRAP_SERVERS, "none:1", LacunaConfig.INPUT_TOPIC, input.topic()));
        double[] reading = new double[ROUNDS];
        double[] first = new double[ROUNDS];
        double[] later = new double[ROUNDS * RECORDS];
        // The first rounds also load classes and compile, which a serving stream has already done.
        for (int round = -2; round < ROUNDS; round++) {
            long start = System.nanoTime();
            ImputationModel read = ModelArtifact.read(artifact);
            long ready = System.nanoTime();
            RecordReplay replay = new RecordReplay(
                    config.servingSettings(),
                    config.streamTopics(),
                    registry,
                    new ServingGeneration(1, "0".repeat(64), read, 0));
            replay.fill(input.record(0), new Source(input.topic(), 0, 0));
            long end = System.nanoTime();
            int at = Math.max(0, round);
            reading[at] = (ready - start) / 1e6;
            first[at] = (end - ready) / 1e6;
            for (int i = 0; i < RECORDS; i++) {
                GenericRecord record = input.record(i);
                long from = System.nanoTime();
                replay.fill(record, new Source(input.topic(), 0, i));
                later[at * RECORDS + i] = (System.nanoTime() - from) / 1e3;
            }
        }
        Arrays.sort(reading);
        Arrays.sort(first);
        Arrays.sort(later);
        int relays = ((RelayMixtureMember) model.members().get(0))
                .ensemble().fits().stream().mapToInt(RelayMixture::relays).sum();
        System.out.printf(
                "%8.1f %8d %10.1f %14.2f %14.2f %10.1f %14.1f%n",
                mebibytes(artifact),
                relays,
                reading[ROUNDS / 2],
                first[ROUNDS / 2],
                first[ROUNDS - 1],
                later[later.length / 2],
                first[ROUNDS / 2] * 1e3 / later[later.length / 2]);
    }

    private static double mebibytes(byte[] bytes) {
        return bytes.length / 1048576.0;
    }
}
