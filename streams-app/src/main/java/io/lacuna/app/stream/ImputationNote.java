package io.lacuna.app.stream;

import io.lacuna.app.generation.ServingGeneration;
import io.lacuna.data.Features;
import io.lacuna.evaluation.CentralIntervals;
import io.lacuna.evaluation.IntervalStretch;
import io.lacuna.model.Imputer;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.ImputedCell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers what is said of one record in its field {@code imputation}. Mutable, owned by one thread, used for one record
 * after another.
 */
public final class ImputationNote {
    private final ServingGeneration serving;
    private final String method;
    private final Features features;
    private final CentralIntervals intervals;
    private final double mass;
    private final IntervalStretch stretches;
    private List<ImputedCell> cells = new ArrayList<>();
    private String topic = "";
    private int partition;
    private long offset;
    private int observed;
    private int steps;
    private boolean converged;
    private double logLikelihood;

    /**
     * @param method the inference method that serves
     * @param intervals of the imputer that fills the records; found when a note begins
     * @param mass probability that each interval is meant to hold
     * @param stretches what live scores make of the intervals
     */
    public ImputationNote(
            ServingGeneration serving,
            String method,
            CentralIntervals intervals,
            double mass,
            IntervalStretch stretches) {
        this.serving = serving;
        this.method = method;
        this.features = serving.model().features();
        this.intervals = intervals;
        this.mass = mass;
        this.stretches = stretches;
    }

    /** Begins the note of the record at that place, from what the imputer inferred of it. */
    public ImputationNote of(String topic, int partition, long offset, int observed, Imputer imputer) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.observed = observed;
        steps = imputer.steps();
        converged = imputer.converged();
        logLikelihood = imputer.logLikelihood();
        intervals.find();
        return this;
    }

    void clearCells() {
        cells = new ArrayList<>();
    }

    void number(String field, int feature, Imputer imputer) {
        double stretch = stretches.of(field);
        cells.add(new ImputedCell(
                field,
                imputer.mean(feature),
                imputer.sd(feature),
                intervals.lower(feature, stretch),
                intervals.upper(feature, stretch),
                null,
                stretch == 1 ? null : stretch));
    }

    void category(String field, int feature, int categories, Imputer imputer) {
        Map<String, Double> probabilities = new LinkedHashMap<>();
        for (int c = 0; c < categories; c++) {
            probabilities.put(features.get(feature).label(c), imputer.probability(feature, c));
        }
        cells.add(new ImputedCell(field, null, null, null, null, probabilities, null));
    }

    Imputation build() {
        return new Imputation(
                serving.number(),
                serving.artifact(),
                method,
                topic,
                partition,
                offset,
                observed,
                steps,
                converged,
                Double.isFinite(logLikelihood) ? logLikelihood : null,
                mass,
                cells);
    }
}
