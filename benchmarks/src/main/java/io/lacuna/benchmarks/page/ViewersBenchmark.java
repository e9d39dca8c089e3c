package io.lacuna.benchmarks.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.stream.recent.RecentRecords;
import io.lacuna.benchmarks.Benchmark;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.evaluation.IntervalStretch;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.FilledRecord;
import io.lacuna.internal.impute.RecordImputer;
import io.lacuna.internal.impute.ServingSettings;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.json.JsonValueSerializer;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the page costs a stream: the time of a record of JSON from bytes to bytes on one thread, alone, with the memory of the
 * newest records, and while a viewer reads it once a second. Rounds alternate, so that the ratios are within one run.
 */
public final class ViewersBenchmark implements Benchmark {
    private static final int RECORDS = 4_000;
    private static final int ROUNDS = 15;
    private static final int MANY_KEYS = 10_000;
    private static final int FEW_KEYS = 8;
    private static final String TOPIC = "readings";

    /** On a real broker: features, and records of the backlog. */
    private static final int FEATURES = 12;

    private static final int BACKLOG = 1_500_000;

    private final JsonValueDeserializer reader = new JsonValueDeserializer();
    private final JsonValueSerializer writer = new JsonValueSerializer();
    private long offset;
    private long kept;

    @Override
    public String description() {
        return "what the page costs a stream: [d,d,...], or on a real broker, open and closed by turns: stream [records]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        if (!arguments.isEmpty() && arguments.get(0).equals("stream")) {
            int records = arguments.size() < 2 ? BACKLOG : Integer.parseInt(arguments.get(1));
            OpenPage.run(model(FEATURES), frames(table(FEATURES, 0.5)), records);
            return;
        }
        System.out.printf(
                "%4s %14s %22s %20s %24s%n",
                "d", "alone, us", "10,000 keys, ratio", "8 keys, ratio", "8 keys, viewer, ratio");
        for (String d : (arguments.isEmpty() ? "12,100" : arguments.get(0)).split(",")) {
            row(Integer.parseInt(d));
        }
        if (kept == 42) {
            System.out.println();
        }
    }

    private static ImputationModel model(int d) {
        FitSettings fast = new FitSettings("relay-mixture", 0, Duration.ofSeconds(20), 2, Map.of("preset", "fast"));
        return Trainers.fit(table(d, 0.3), fast, Progress.SILENT);
    }

    private void row(int d) throws InterruptedException {
        ImputationModel model = model(d);
        byte[][] frames = frames(table(d, 0.5));
        ServingSettings settings = LacunaConfig.of(Map.of()).servingSettings();
        ServingGeneration serving = new ServingGeneration(1, "0".repeat(64), model, 0);
        RecordImputer imputer = new RecordImputer(
                serving, settings, IntervalStretch.NONE, model.newImputer(settings.inference(), settings.bounds()));
        RecentRecords many = new RecentRecords();
        RecentRecords few = new RecentRecords();
        RecentRecords seen = new RecentRecords();
        double[][] micros = new double[4][ROUNDS];
        for (int round = -3; round < ROUNDS; round++) {
            double alone = round(imputer, frames, null, 1);
            double withMany = round(imputer, frames, many, MANY_KEYS);
            double withFew = round(imputer, frames, few, FEW_KEYS);
            Thread viewer = new Thread(() -> look(seen), "viewer");
            viewer.start();
            double withViewer = round(imputer, frames, seen, FEW_KEYS);
            viewer.interrupt();
            viewer.join();
            if (round >= 0) {
                micros[0][round] = alone;
                micros[1][round] = withMany / alone;
                micros[2][round] = withFew / alone;
                micros[3][round] = withViewer / alone;
            }
        }
        System.out.printf(
                "%4d %14.2f %22.3f %20.3f %24.3f%n",
                d, median(micros[0]), median(micros[1]), median(micros[2]), median(micros[3]));
    }

    /** Records of three hidden causes and noise, a share of whose cells is missing, in one of 64 patterns. */
    private static Table table(int d, double missing) {
        SplittableRandom random = new SplittableRandom(d);
        boolean[][] patterns = new boolean[64][d];
        for (boolean[] pattern : patterns) {
            for (int j = 0; j < d; j++) {
                pattern[j] = random.nextDouble() < missing;
            }
        }
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            features.add(Feature.continuous("f" + j));
        }
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            double[] causes = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            double[] row = new double[d];
            for (int j = 0; j < d; j++) {
                row[j] = patterns[i % 64][j]
                        ? Double.NaN
                        : causes[j % 3] + 0.5 * causes[(j + 1) % 3] + 0.3 * random.nextGaussian();
            }
            rows.add(row);
        }
        return new Table(new Features(features), rows);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static byte[][] frames(Table records) {
        byte[][] frames = new byte[records.size()][];
        for (int i = 0; i < frames.length; i++) {
            StringBuilder text = new StringBuilder("{");
            for (int j = 0; j < records.features().size(); j++) {
                double cell = records.row(i)[j];
                text.append(j == 0 ? "\"" : ",\"")
                        .append(records.features().get(j).name())
                        .append("\":")
                        .append(Double.isNaN(cell) ? "null" : Double.toString(cell));
            }
            frames[i] = text.append('}').toString().getBytes(StandardCharsets.UTF_8);
        }
        return frames;
    }

    /** Microseconds of a record. */
    private double round(RecordImputer imputer, byte[][] frames, @Nullable RecentRecords recent, int keys) {
        byte[][] names = new byte[keys][];
        for (int k = 0; k < keys; k++) {
            names[k] = ("station-" + k).getBytes(StandardCharsets.UTF_8);
        }
        long began = System.nanoTime();
        for (int i = 0; i < frames.length; i++) {
            FilledRecord filled = imputer.impute(
                    reader.deserialize(TOPIC, frames[i]), new Source(TOPIC, 0, offset++), 1_000L * i, null);
            if (recent != null) {
                recent.took(names[i % keys], i, imputer.serving(), imputer.observation(), filled);
            }
            kept += writer.serialize(TOPIC, filled.record()).length;
        }
        return (System.nanoTime() - began) / 1e3 / frames.length;
    }

    /** Reads all that the page shows, once a second and once at the beginning. */
    private void look(RecentRecords recent) {
        ObjectMapper json = new ObjectMapper();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                recent.keys().forEach(key -> kept += recent.of(key, 0).size());
                kept += json.writeValueAsBytes(recent.missing().matrix()).length;
                kept += json.writeValueAsBytes(recent.scores().figures()).length;
                Thread.sleep(1_000);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
