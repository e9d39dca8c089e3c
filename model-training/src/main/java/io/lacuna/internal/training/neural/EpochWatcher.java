package io.lacuna.internal.training.neural;

import java.util.function.DoubleSupplier;

/** Is called after every epoch of a neural fit, to measure convergence. */
@FunctionalInterface
public interface EpochWatcher {
    EpochWatcher NONE = (epoch, loss, elastic) -> {};

    /**
     * @param epoch from 1
     * @param loss mean over the records of the negative bound, at the draws of this epoch
     * @param elastic computes on request the mean of {@code |error| + error^2} over the observed continuous cells in
     *     standard units, where each record is reconstructed from the mean of its posterior (the elastic metric of
     *     relay-vi, section 4)
     */
    void epoch(int epoch, double loss, DoubleSupplier elastic);

    /** Whether {@link #moved} is called. */
    default boolean measuresSteps() {
        return false;
    }

    /**
     * How far posteriors moved in an epoch.
     *
     * @param epoch from 1
     * @param norm mean over the records of the distance that a record's posterior mean moves in its batch
     */
    default void moved(int epoch, double norm) {}
}
