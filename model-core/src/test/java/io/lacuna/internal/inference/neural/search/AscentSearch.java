package io.lacuna.internal.inference.neural.search;

import io.lacuna.internal.inference.neural.objective.RecordObjective;
import java.util.Arrays;

/** The complete example from the package documentation of {@code io.lacuna.internal.inference}. */
final class AscentSearch implements PosteriorSearch {
    private final SearchSettings settings;
    private final float[] z;
    private final float[] slope;
    private final float[] meanAndLogSd;

    AscentSearch(int latentSize, SearchSettings settings) {
        this.settings = settings;
        z = new float[latentSize];
        slope = new float[latentSize];
        meanAndLogSd = new float[2 * latentSize];
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        Arrays.fill(z, 0);
        for (int t = 0; t < settings.steps(); t++) {
            record.gradient(z, slope);
            for (int a = 0; a < z.length; a++) {
                z[a] += (float) settings.rate(t) * (slope[a] - z[a]);
            }
        }
        System.arraycopy(z, 0, meanAndLogSd, 0, z.length);
        posterior.clear();
        posterior.addDiagonal(meanAndLogSd, true);
    }

    @Override
    public int steps() {
        return settings.steps();
    }

    @Override
    public boolean converged() {
        return true;
    }
}
