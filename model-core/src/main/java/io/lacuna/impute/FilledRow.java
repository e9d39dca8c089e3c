package io.lacuna.impute;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A record with its gaps filled. Immutable; two are equal if all their values are.
 *
 * @param values every feature by name, in the model's order: a {@link Double}, a {@link Boolean} or a label; observed
 *     cells have the value that was given
 * @param filled the cells that were filled, by feature name, in the model's order
 * @param latentCode posterior of the record's latent code
 * @param logLikelihood log density of the observed cells in nats, continuous ones in standard units; NaN if the method
 *     has none
 * @param converged whether inference stopped by its own rule
 */
public record FilledRow(
        Map<String, Object> values,
        Map<String, FilledCell> filled,
        LatentCode latentCode,
        double logLikelihood,
        boolean converged) {
    /** Copies the maps. */
    public FilledRow {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        filled = Collections.unmodifiableMap(new LinkedHashMap<>(filled));
    }

    /**
     * The filled cell of a continuous feature.
     *
     * @param feature name of the feature
     * @return the cell; empty if the feature was observed or is not continuous
     */
    public Optional<FilledCell.FilledNumber> number(String feature) {
        return Optional.ofNullable(filled.get(feature))
                .filter(FilledCell.FilledNumber.class::isInstance)
                .map(FilledCell.FilledNumber.class::cast);
    }

    /**
     * The filled cell of a binary or categorical feature.
     *
     * @param feature name of the feature
     * @return the cell; empty if the feature was observed or is continuous
     */
    public Optional<FilledCell.FilledCategory> category(String feature) {
        return Optional.ofNullable(filled.get(feature))
                .filter(FilledCell.FilledCategory.class::isInstance)
                .map(FilledCell.FilledCategory.class::cast);
    }
}
