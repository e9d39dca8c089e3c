package io.lacuna.training;

/** Receives how far a fit is. Called from the fitting threads, at most a few times per second. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = (done, what) -> {};

    /**
     * Tells how far the fit is.
     *
     * @param done the share of the fit that is done, 0 to 1
     * @param what what is being done, in a few words
     */
    void report(double done, String what);
}
