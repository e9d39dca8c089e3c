package io.lacuna.training;

/** Receives how far a fit is. Called from the fitting threads, at most a few times per second. */
@FunctionalInterface
public interface Progress {
    /** Ignores progress. */
    Progress SILENT = (done, what) -> {};

    /**
     * Reports the progress of the fit.
     *
     * @param done the share of the fit that is done, 0 to 1
     * @param what current activity, in a few words
     */
    void report(double done, String what);
}
