package io.lacuna.internal.training.neural;

import java.util.function.DoubleSupplier;

/** Looks at a neural fit after every epoch: for those who measure convergence. */
@FunctionalInterface
public interface EpochWatcher {
    EpochWatcher NONE = (epoch, loss, elastic) -> {};

    /**
     * @param epoch from 1
     * @param loss mean over the records of the negative bound, at the draws of this epoch
     * @param elastic works out, when asked, the mean of {@code |error| + error^2} over the observed continuous cells in
     *     standard units, each record reconstructed from its posterior's mean (the elastic metric of relay-vi, section 4)
     */
    void epoch(int epoch, double loss, DoubleSupplier elastic);
}
