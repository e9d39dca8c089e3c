package io.lacuna.internal.training.context;

import io.lacuna.data.Features;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The fitted context as entries of a model's provenance. */
public final class ContextProvenance {
    private ContextProvenance() {}

    public static Map<String, String> entries(Features features, Timeline timeline, ContextTables context) {
        Map<String, String> entries = new TreeMap<>();
        entries.put(
                "fit.context.keys",
                Long.toString(Arrays.stream(timeline.keys()).distinct().count()));
        entries.put("fit.context.step", Double.toString(context.step()));
        entries.put("fit.context.residuals", names(features, context, FeatureContext::usesResidual));
        entries.put("fit.context.values", names(features, context, FeatureContext::usesValue));
        if (!context.calendar().isNone()) {
            entries.put("fit.context.calendar", context.calendar().cycles().toString());
        }
        String usual = names(features, context, own -> !own.usual().isNone());
        if (!usual.isEmpty()) {
            entries.put("fit.context.usual.day", usual);
        }
        String following = names(features, context, FeatureContext::follows);
        if (!following.isEmpty()) {
            entries.put("fit.context.following", following);
        }
        entries.put("fit.context.together", Boolean.toString(context.precision().length > 0));
        return entries;
    }

    private static String names(
            Features features, ContextTables context, java.util.function.Predicate<FeatureContext> which) {
        return String.join(
                ",",
                IntStream.range(0, features.size())
                        .filter(j -> which.test(context.features().get(j)))
                        .mapToObj(j -> features.get(j).name())
                        .toList());
    }
}
