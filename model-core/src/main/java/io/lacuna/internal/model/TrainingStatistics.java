package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.model.Provenance;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Statistics of each feature in the training data, kept in the provenance: the standard deviation is the unit in which
 * errors are reported, and the count tells whether a feature ever had a value.
 *
 * @param mean d means of continuous features over their observed cells, in the features' own units; 0 for the others
 * @param sd d population standard deviations, in the features' own units; 1 for constant features, for those that are
 *     not continuous and for those never observed
 * @param observed d numbers of observed cells
 */
public record TrainingStatistics(double[] mean, double[] sd, long[] observed) {
    private static final String MEAN = "fit.features.mean";
    private static final String SD = "fit.features.sd";
    private static final String OBSERVED = "fit.features.observed";

    public static TrainingStatistics of(Table table) {
        Standardizer standardizer = Standardizer.fit(table);
        long[] observed = new long[table.features().size()];
        for (double[] row : table.rows()) {
            for (int j = 0; j < observed.length; j++) {
                observed[j] += Double.isNaN(row[j]) ? 0 : 1;
            }
        }
        return new TrainingStatistics(standardizer.mean(), standardizer.sd(), observed);
    }

    /** The entries of a provenance: one per statistic, its numbers in the features' order, separated by commas. */
    public Map<String, String> entries() {
        return new TreeMap<>(Map.of(
                MEAN, Arrays.stream(mean).mapToObj(Double::toString).collect(Collectors.joining(",")),
                SD, Arrays.stream(sd).mapToObj(Double::toString).collect(Collectors.joining(",")),
                OBSERVED, Arrays.stream(observed).mapToObj(Long::toString).collect(Collectors.joining(","))));
    }

    /** The statistics that the provenance holds for these features; empty if there are none or they cannot be used. */
    public static Optional<TrainingStatistics> in(Provenance provenance, Features features) {
        try {
            double[] mean = numbers(provenance, MEAN);
            double[] sd = numbers(provenance, SD);
            long[] observed = Arrays.stream(numbers(provenance, OBSERVED))
                    .mapToLong(count -> (long) count)
                    .toArray();
            int d = features.size();
            boolean usable = mean.length == d
                    && sd.length == d
                    && observed.length == d
                    && Arrays.stream(mean).allMatch(Double::isFinite)
                    && Arrays.stream(sd).allMatch(s -> s > 0 && Double.isFinite(s));
            return usable ? Optional.of(new TrainingStatistics(mean, sd, observed)) : Optional.empty();
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }

    /** Names of the features without a value in training; empty if the provenance does not have them. */
    public static Set<String> unlearned(ImputationModel model) {
        Set<String> names = new LinkedHashSet<>();
        in(model.provenance(), model.features()).ifPresent(training -> {
            for (int j = 0; j < training.observed.length; j++) {
                if (training.observed[j] == 0) {
                    names.add(model.features().get(j).name());
                }
            }
        });
        return names;
    }

    private static double[] numbers(Provenance provenance, String key) {
        String text = provenance.entries().getOrDefault(key, "");
        return text.isEmpty()
                ? new double[0]
                : Arrays.stream(text.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
    }
}
