package io.lacuna.app.cli.option;

import io.lacuna.internal.inference.LikelihoodBound;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that ask for bounds of the log likelihood. */
public final class LikelihoodOptions {
    private static final int MOST_DRAWS = 100_000;

    @Option(
            names = "--bound",
            paramLabel = "NAME",
            split = ",",
            description = "Hide nothing; print a lower bound of each record's log likelihood, and the mean: "
                    + LikelihoodBound.NAMES + ". Several are separated by commas.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--bound-draws",
            paramLabel = "S",
            defaultValue = "20",
            description = "Draws per record for a bound. Default ${DEFAULT-VALUE}.")
    private int draws;

    /** Whether a bound is asked for. */
    public boolean asked() {
        return !names.isEmpty();
    }

    /** Returns the bounds in the order of the command line. */
    public List<LikelihoodBound> bounds() {
        try {
            return names.stream().map(LikelihoodBound::of).toList();
        } catch (IllegalArgumentException unknown) {
            throw new CommandFailure("--bound: " + unknown.getMessage(), unknown);
        }
    }

    /** Returns the number of draws per record. */
    public int draws() {
        if (draws < 1 || draws > MOST_DRAWS) {
            throw new CommandFailure("--bound-draws must lie between 1 and " + MOST_DRAWS + ", not be " + draws);
        }
        return draws;
    }
}
