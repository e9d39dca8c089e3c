package io.lacuna.app.site;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.TrainingStatistics;
import io.lacuna.internal.record.MappingRules;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The features of the serving generation, for {@code GET /api/features}.
 *
 * @param generation its number; null while none serves
 */
record FeatureList(@Nullable Long generation, List<Item> features) {
    /**
     * One feature.
     *
     * @param type number, flag or category
     * @param labels of a category; empty of others
     * @param range of filled numbers, in words; null without a range
     * @param filled whether its gaps are filled: it is not excluded, and had values in training
     * @param mean in training; null of others than numbers, or if unknown
     * @param sd in training, likewise
     * @param observed cells of records since the start
     * @param missing cells of records since the start
     */
    record Item(
            String name,
            String type,
            List<String> labels,
            @Nullable String range,
            boolean filled,
            @Nullable Double mean,
            @Nullable Double sd,
            long observed,
            long missing) {}

    static FeatureList of(
            @Nullable ServingGeneration serving,
            Map<String, Support> bounds,
            MappingRules rules,
            MeterRegistry meters) {
        if (serving == null) {
            return new FeatureList(null, List.of());
        }
        ImputationModel model = serving.model();
        Features features = model.features();
        Map<String, String> ranges = model.supports().with(features, bounds).words(features);
        MappingRules taken = rules.without(TrainingStatistics.unlearned(model));
        Optional<TrainingStatistics> training = TrainingStatistics.in(model.provenance(), features);
        List<Item> items = new ArrayList<>();
        for (int j = 0; j < features.size(); j++) {
            Feature feature = features.get(j);
            int at = j;
            boolean number = feature.isContinuous();
            items.add(new Item(
                    feature.name(),
                    type(feature),
                    feature.type() instanceof FeatureType.Categorical categorical ? categorical.labels() : List.of(),
                    ranges.get(feature.name()),
                    taken.takes(feature.name()),
                    number ? training.map(figures -> figures.mean()[at]).orElse(null) : null,
                    number ? training.map(figures -> figures.sd()[at]).orElse(null) : null,
                    cells(meters, feature.name(), "observed"),
                    cells(meters, feature.name(), "missing")));
        }
        return new FeatureList(serving.number(), items);
    }

    private static String type(Feature feature) {
        if (feature.isContinuous()) {
            return "number";
        }
        return feature.type() instanceof FeatureType.Binary ? "flag" : "category";
    }

    private static long cells(MeterRegistry meters, String feature, String state) {
        Counter counter = meters.find("lacuna.cells")
                .tag("feature", feature)
                .tag("state", state)
                .counter();
        return counter == null ? 0 : (long) counter.count();
    }
}
