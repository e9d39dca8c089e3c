package io.lacuna.benchmarks.fuzz;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small valid artifacts with every kind of member, as the start of the search. */
final class Specimens {
    private static final Map<String, String> SMALL =
            Map.of("epochs", "2", "hidden", "4", "latent", "2", "relays", "3", "steps", "3");

    private Specimens() {}

    static List<byte[]> artifacts() {
        return List.of(
                artifact("marginal", 2, Map.of()),
                artifact("relay-mixture", 3, Map.of()),
                artifact("relay", 2, SMALL),
                artifact("pseudo-encoded", 2, SMALL));
    }

    private static byte[] artifact(String method, int numbers, Map<String, String> options) {
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
                double value = j < numbers ? common + random.nextGaussian() : random.nextInt(j - numbers + 2);
                row[j] = random.nextDouble() < 0.2 ? Double.NaN : value;
            }
            rows.add(row);
        }
        return ModelArtifact.write(Trainers.fit(
                new Table(new Features(features), rows),
                new FitSettings(method, 1, Duration.ofSeconds(1), 1, options),
                Progress.SILENT));
    }
}
