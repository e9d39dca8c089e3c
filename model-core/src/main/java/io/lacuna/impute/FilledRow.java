package io.lacuna.impute;

import java.util.Map;
import java.util.Optional;

/**
 * A record with its gaps filled. Immutable.
 *
 * @param values every feature by name, the observed ones as given; in the model's order
 * @param filled the cells that were missing, by feature
 * @param latentCode posterior of the record's latent code
 * @param logLikelihood log density of the observed cells, in nats and standardized units; NaN where the method has none
 * @param converged whether inference ended by its own stopping rule
 */
public record FilledRow(
        Map<String, Object> values,
        Map<String, FilledCell> filled,
        LatentCode latentCode,
        double logLikelihood,
        boolean converged) {
    public FilledRow {
        values = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(values));
        filled = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(filled));
    }

    /** The filled number of a feature; empty where the feature was observed or is no number. */
    public Optional<FilledCell.FilledNumber> number(String feature) {
        return Optional.ofNullable(filled.get(feature))
                .filter(FilledCell.FilledNumber.class::isInstance)
                .map(FilledCell.FilledNumber.class::cast);
    }

    /** The filled flag or category of a feature; empty where the feature was observed or is a number. */
    public Optional<FilledCell.FilledCategory> category(String feature) {
        return Optional.ofNullable(filled.get(feature))
                .filter(FilledCell.FilledCategory.class::isInstance)
                .map(FilledCell.FilledCategory.class::cast);
    }
}
