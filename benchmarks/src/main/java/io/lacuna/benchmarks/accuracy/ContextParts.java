package io.lacuna.benchmarks.accuracy;

import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.context.tables.FeatureContext;
import io.lacuna.internal.context.tables.Following;
import io.lacuna.internal.model.ImputationModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The parts of a fitted context, added one after the other: what each of them contributes. */
final class ContextParts {
    private ContextParts() {}

    /** The model with the first parts of its context, by the name of the last part; the whole context comes last. */
    static Map<String, ImputationModel> of(ImputationModel model) {
        ContextTables whole = model.context();
        if (whole == null) {
            return Map.of();
        }
        Map<String, ImputationModel> parts = new LinkedHashMap<>();
        parts.put("last residual", with(model, whole, own -> weighed(alone(part(own, false)), 0)));
        parts.put("slow mean of residuals", with(model, whole, own -> weighed(alone(own), 0)));
        parts.put("last value, equal weights", with(model, whole, own -> weighed(alone(own), 1)));
        parts.put("weights by feature and age", with(model, whole, ContextParts::alone));
        parts.put("changes of other numbers", with(model, whole, own -> own));
        parts.put("numbers filled together", model);
        return parts;
    }

    private static ImputationModel with(
            ImputationModel model, ContextTables whole, UnaryOperator<FeatureContext> change) {
        List<FeatureContext> features = new ArrayList<>();
        whole.features().forEach(own -> features.add(change.apply(own)));
        boolean follows = features.stream().anyMatch(FeatureContext::follows);
        ContextTables tables = new ContextTables(
                whole.step(), whole.calendar(), features, new float[0], follows ? whole.changes() : new float[0]);
        return new ImputationModel(
                model.features(),
                model.members(),
                model.provenance(),
                tables,
                model.supports(),
                model.relations(),
                model.weights());
    }

    private static FeatureContext alone(FeatureContext own) {
        return own.withFollowing(Following.NONE);
    }

    private static FeatureContext part(FeatureContext own, boolean slow) {
        return slow ? own : own.withResiduals(own.rho(), FeatureContext.none().slow(), own.kappa());
    }

    private static FeatureContext weighed(FeatureContext own, float lambda) {
        return own.isNone() ? own : own.withWeights(1, lambda);
    }
}
