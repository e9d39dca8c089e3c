package io.lacuna.internal.inference.neural;

import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.RelaySearch;
import io.lacuna.internal.relay.RelayGroups;

/**
 * How the groups of Relay VI build up a record's posterior mean (relay-vi figure 7): equation 4 summed over the first group,
 * the first two, ..., all of them, and at last with the residual of equation 3. Mutable, owned by one thread.
 */
public final class RelayProgression {
    private final RecordObjective record;
    private final RelaySearch search;
    private final PosteriorModes posterior;

    /**
     * @throws IllegalArgumentException where the model has no relays
     */
    public RelayProgression(LatentModel model) {
        RelayGroups groups = model.relays();
        if (groups == null) {
            throw new IllegalArgumentException("a model fitted by '" + model.method() + "' has no relays");
        }
        int k = model.decoder().latentSize();
        record = new RecordObjective(model.decoder());
        search = new RelaySearch(k, groups, model.search());
        posterior = new PosteriorModes(k, 1);
    }

    /**
     * Infers a record.
     *
     * @param cells in the decoder's units, NaN = missing
     * @return one mean of k numbers for each group, and one more with the residual: the posterior's
     */
    public float[][] of(float[] cells) {
        record.observe(cells);
        search.search(record, posterior);
        return search.progression();
    }
}
