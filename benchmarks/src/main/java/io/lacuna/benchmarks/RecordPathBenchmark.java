package io.lacuna.benchmarks;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.RecordReplay;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.internal.training.Trainers;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * The time of a record between reading and writing, without a broker, in CPU microseconds: bytes to record and back
 * (the work of a pass-through), the model, the intervals, and the whole path to the bytes of both topics; of the
 * throughput preset also where only values and flags are asked for, in one topic. Also the throughput of two threads relative to
 * one. Half of the cells are missing, in one of 64 patterns, or with a new pattern for each record.
 */
final class RecordPathBenchmark implements Benchmark {
    private static final int ROWS = 4_000;
    private static final int ROUNDS = 9;
    private static final Duration SCALING = Duration.ofMillis(300);
    private static final String TOPIC = "readings";
    private static final double INTERVAL = 0.9;

    /** Work on the i-th record. */
    private interface Work {
        double once(int i);
    }

    /** The throughput preset where only values and flags are asked for. */
    private static final String VALUES = "values";

    private double kept;

    @Override
    public String description() {
        return "time of a record by part, without a broker: [d,d,...] [seconds to profile] [KEY=VALUE ...]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        int[] widths = arguments.isEmpty()
                ? new int[] {12, 57}
                : Arrays.stream(arguments.get(0).split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray();
        int profileSeconds = arguments.size() < 2 ? 0 : Integer.parseInt(arguments.get(1));
        Map<String, String> options = arguments.stream()
                .skip(2)
                .map(option -> option.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        System.out.printf(
                "%4s %-10s %-8s %10s %8s %10s %8s %8s %14s %10s %9s %9s %9s%n",
                "d",
                "preset",
                "patterns",
                "avro only",
                "model",
                "intervals",
                "other",
                "whole",
                "x avro only",
                "2 threads",
                "bytes in",
                "imputed",
                "latent");
        try (InMemoryRegistry server = InMemoryRegistry.start(0);
                SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            for (int d : widths) {
                Table complete = SyntheticTable.complete(ROWS, d, 1);
                for (String preset : List.of("default", "fast", "throughput", VALUES)) {
                    FitSettings settings = new FitSettings("relay-mixture", 0, Duration.ofSeconds(60), 2, options)
                            .withOption("preset", preset.equals(VALUES) ? "throughput" : preset);
                    ImputationModel model =
                            Trainers.fit(SyntheticTable.manyPatterns(complete, 0.3, 2), settings, Progress.SILENT);
                    row(
                            registry,
                            model,
                            preset,
                            "64",
                            SyntheticTable.fewPatterns(complete, 0.5, 64, 3),
                            profileSeconds);
                    row(
                            registry,
                            model,
                            preset,
                            "random",
                            SyntheticTable.manyPatterns(complete, 0.5, 3),
                            profileSeconds);
                }
            }
        }
    }

    private void row(
            SchemaRegistry registry,
            ImputationModel model,
            String preset,
            String patterns,
            Table records,
            int profileSeconds) {
        int d = records.features().size();
        Schema schema = schema(d);
        AvroValueSerializer serializer = new AvroValueSerializer(registry);
        AvroValueDeserializer<GenericRecord> deserializer = AvroValueDeserializer.generic(registry);
        byte[][] frames = new byte[records.size()][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = serializer.serialize(TOPIC, record(schema, records.row(i)));
        }
        ServingGeneration serving = new ServingGeneration(1, "0".repeat(64), model, 0);
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double[] lower = new double[d];
        double[] upper = new double[d];
        LacunaConfig config = config(preset);
        RecordReplay replay = new RecordReplay(config.servingSettings(), config.streamTopics(), registry, serving);
        Work avro = i -> serializer.serialize(TOPIC, deserializer.deserialize(TOPIC, frames[i])).length;
        boolean valuesOnly = preset.equals(VALUES);
        Work infer = i -> {
            if (valuesOnly) {
                imputer.impute(records.row(i));
            } else {
                KernelBenchmark.distribution(imputer, records.row(i));
            }
            return imputer.logLikelihood();
        };
        Work intervals = i -> {
            imputer.impute(records.row(i));
            if (!valuesOnly) {
                imputer.intervals(INTERVAL, lower, upper);
            }
            return lower[0];
        };
        Work whole = whole(replay, deserializer, frames);
        profile(whole, records.size(), profileSeconds);
        int[] bytes = bytes(replay, deserializer, frames);
        double[] micros = microseconds(records.size(), avro, infer, intervals, whole);
        System.out.printf(
                "%4d %-10s %-8s %10.2f %8.2f %10.2f %8.2f %8.2f %14.1f %10.2f %9d %9d %9d%n",
                d,
                preset,
                patterns,
                micros[0],
                micros[1],
                micros[2] - micros[1],
                micros[3] - micros[2],
                micros[3],
                micros[3] / micros[0],
                scaling(
                        whole,
                        whole(
                                new RecordReplay(config.servingSettings(), config.streamTopics(), registry, serving),
                                deserializer,
                                frames),
                        frames.length),
                bytes[0],
                bytes[1],
                bytes[2]);
    }

    /** Mean length of a record, of the filled record and of its latent code. */
    private static int[] bytes(
            RecordReplay replay, AvroValueDeserializer<GenericRecord> deserializer, byte[][] frames) {
        long[] sums = new long[3];
        for (int i = 0; i < frames.length; i++) {
            RecordReplay.Values out = replay.fill(deserializer.deserialize(TOPIC, frames[i]), new Source(TOPIC, 0, i));
            byte[] latent = out.latent();
            sums[0] += frames[i].length;
            sums[1] += out.imputed().length;
            sums[2] += latent == null ? 0 : latent.length;
        }
        return Arrays.stream(sums)
                .mapToInt(sum -> Math.round((float) sum / frames.length))
                .toArray();
    }

    private static Work whole(RecordReplay replay, AvroValueDeserializer<GenericRecord> deserializer, byte[][] frames) {
        return i -> replay.fill(deserializer.deserialize(TOPIC, frames[i]), new Source(TOPIC, 0, i))
                .imputed()
                .length;
    }

    /**
     * Records that two threads fill divided by those that one thread fills in the same time: median over alternating
     * rounds.
     */
    private double scaling(Work one, Work other, int records) {
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double alone = filled(List.of(one), records);
            ratios[round] = filled(List.of(one, other), records) / alone;
        }
        Arrays.sort(ratios);
        return ratios[ROUNDS / 2];
    }

    /** Records filled in {@link #SCALING}, with one thread per work. */
    private static double filled(List<Work> works, int records) {
        long end = System.nanoTime() + SCALING.toNanos();
        List<CompletableFuture<Long>> counts = works.stream()
                .map(work -> CompletableFuture.supplyAsync(
                        () -> {
                            long count = 0;
                            for (; System.nanoTime() < end; count++) {
                                work.once((int) (count % records));
                            }
                            return count;
                        },
                        task -> new Thread(task).start()))
                .toList();
        return counts.stream().mapToLong(CompletableFuture::join).sum();
    }

    private void profile(Work work, int records, int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (int i = 0; System.nanoTime() < end; i = (i + 1) % records) {
            kept += work.once(i);
        }
    }

    /**
     * Median over rounds of each work's mean CPU microseconds per record. The rounds alternate, so that noise affects
     * all works.
     */
    private double[] microseconds(int records, Work... works) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[][] micros = new double[works.length][ROUNDS];
        for (int round = -3; round < ROUNDS; round++) {
            for (int w = 0; w < works.length; w++) {
                long start = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < records; i++) {
                    kept += works[w].once(i);
                }
                micros[w][Math.max(0, round)] = (threads.getCurrentThreadCpuTime() - start) / 1e3 / records;
            }
        }
        return Arrays.stream(micros)
                .mapToDouble(rounds -> Arrays.stream(rounds).sorted().toArray()[ROUNDS / 2])
                .toArray();
    }

    private static LacunaConfig config(String preset) {
        LacunaConfig config =
                LacunaConfig.of(Map.of(LacunaConfig.BOOTSTRAP_SERVERS, "none:1", LacunaConfig.INPUT_TOPIC, TOPIC));
        return preset.equals(VALUES) ? config.with(PipelineRow.VALUES) : config;
    }

    private static Schema schema(int d) {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("Reading")
                .namespace("io.lacuna.benchmarks")
                .fields();
        for (int j = 0; j < d; j++) {
            fields = fields.optionalDouble("x" + j);
        }
        return fields.endRecord();
    }

    private static GenericRecord record(Schema schema, double[] row) {
        GenericRecord record = new GenericData.Record(schema);
        for (int j = 0; j < row.length; j++) {
            if (!Double.isNaN(row[j])) {
                record.put(j, row[j]);
            }
        }
        return record;
    }
}
