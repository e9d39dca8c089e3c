package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.inference.neural.objective.RecordObjective;

/**
 * An inference method: how the posterior of one record is found. Each method is one file. Mutable; one thread owns it.
 */
public interface PosteriorSearch {

    /** Finds q(z|x) of a record with at least one observed cell, and writes it to {@code posterior}. */
    void search(RecordObjective record, PosteriorModes posterior);

    /** The largest number of modes of a posterior that this search finds. */
    default int mostModes() {
        return GaussNewtonSearch.STARTS;
    }

    /** The number of optimizer steps of the last search. */
    int steps();

    /** Whether the last search stopped by its own rule and not at its largest number of steps. */
    boolean converged();
}
