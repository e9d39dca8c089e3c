package io.lacuna.app.report;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The relations between numbers that a model has learnt: the slope of the mean of one over the value of another that alone is
 * observed, within one and a half standard deviations of its mean.
 */
public final class Relations {
    /** Numbers that are compared with each other; the work grows with the square. */
    private static final int MOST_FEATURES = 60;

    private static final int SHOWN = 40;

    /** Places of the observed value, in standard deviations from the mean. */
    private static final double[] PLACES = {-1.5, -0.75, 0.75, 1.5};

    private Relations() {}

    /** The strongest relations: {@code feature} moves {@code with} another one {@code by} so many standard deviations. */
    public static List<Map<String, Object>> of(ImputationModel model) {
        Features features = model.features();
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double[] observation = new double[features.size()];
        Arrays.fill(observation, Double.NaN);
        imputer.impute(observation);
        List<Integer> numbers = new ArrayList<>();
        double[] mean = new double[features.size()];
        double[] sd = new double[features.size()];
        for (int j = 0; j < features.size() && numbers.size() < MOST_FEATURES; j++) {
            if (features.get(j).isContinuous()) {
                mean[j] = imputer.mean(j);
                sd[j] = imputer.sd(j);
                numbers.add(j);
            }
        }
        List<Relation> all = new ArrayList<>();
        for (int cause : numbers) {
            double[][] means = new double[PLACES.length][];
            for (int i = 0; i < PLACES.length; i++) {
                means[i] = means(imputer, numbers, observation, cause, mean[cause] + PLACES[i] * sd[cause]);
            }
            for (int effect : numbers) {
                double by = slope(means, effect) / sd[effect];
                if (effect != cause && Double.isFinite(by)) {
                    all.add(new Relation(features.get(effect), features.get(cause), by));
                }
            }
        }
        all.sort(Comparator.comparingDouble(relation -> -Math.abs(relation.by())));
        return all.stream().limit(SHOWN).map(Relation::entry).toList();
    }

    /** The slope of the mean of a feature over the places, by least squares. */
    private static double slope(double[][] means, int effect) {
        double product = 0;
        double square = 0;
        for (int i = 0; i < PLACES.length; i++) {
            product += PLACES[i] * means[i][effect];
            square += PLACES[i] * PLACES[i];
        }
        return product / square;
    }

    private static double[] means(Imputer imputer, List<Integer> of, double[] observation, int at, double value) {
        observation[at] = value;
        imputer.impute(observation);
        double[] means = new double[observation.length];
        for (int j : of) {
            means[j] = j == at ? value : imputer.mean(j);
        }
        observation[at] = Double.NaN;
        return means;
    }

    private record Relation(Feature feature, Feature with, double by) {
        Map<String, Object> entry() {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("feature", feature.name());
            entry.put("with", with.name());
            entry.put("by", by);
            return entry;
        }
    }
}
