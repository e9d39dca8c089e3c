package io.lacuna.training;

/** Hears how far a fit has come; called from the fitting thread, at most a few times a second. */
@FunctionalInterface
public interface Progress {
    Progress SILENT = (done, what) -> {};

    /**
     * @param done share of the whole fit that is done, 0 to 1
     * @param what what is being done, a few words
     */
    void report(double done, String what);
}
