package io.lacuna.internal.inference.neural;

import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.RelaySearch;
import io.lacuna.internal.relay.RelayGroups;

/**
 * How the groups of Relay VI build a record's posterior mean step by step (relay-vi, figure 7): equation 4 summed over
 * the first group, over the first two, and so on to all groups, and finally with the residual of equation 3. Mutable;
 * one thread owns it.
 */
public final class RelayProgression {
    private final RecordObjective record;
    private final RelaySearch search;
    private final PosteriorModes posterior;

    /**
     * @throws IllegalArgumentException if the model has no relays
     */
    public RelayProgression(LatentModel model) {
        RelayGroups groups = model.relays();
        if (groups == null) {
            throw new IllegalArgumentException(
                    "a model fitted by '" + model.method().id() + "' has no relays");
        }
        int k = model.decoder().latentSize();
        record = new RecordObjective(model.decoder());
        search = new RelaySearch(k, groups, model.search());
        posterior = new PosteriorModes(k, 1);
    }

    /**
     * Runs inference for a record.
     *
     * @param cells d cells in standard units, NaN = missing
     * @return one mean of k numbers per group, then the posterior mean with the residual
     */
    public float[][] of(float[] cells) {
        record.observe(cells);
        search.search(record, posterior);
        return search.progression();
    }
}
