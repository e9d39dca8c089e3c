package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.inference.neural.objective.RecordObjective;

/** A method of inference: how the posterior of one record is found. One file a method. Mutable, owned by one thread. */
public interface PosteriorSearch {

    /** Finds q(z|x) of a record with at least one observed cell and writes it to {@code posterior}. */
    void search(RecordObjective record, PosteriorModes posterior);

    /** Optimizer steps that the last search took. */
    int steps();

    /** Whether the last search ended by its own rule and not at a cap. */
    boolean converged();
}
