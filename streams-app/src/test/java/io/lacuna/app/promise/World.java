package io.lacuna.app.promise;

import java.util.ArrayList;
import java.util.List;

/**
 * A state of the model: what brokers hold, and what two instances of a stream know. Immutable; equal states are one.
 *
 * @param written committed outcomes, in the order of the output's log
 * @param offset the group's committed offset
 * @param remembered how many records the committed changelog of the task's store has
 * @param transaction of the task's producer
 * @param epoch the producer epoch that the coordinator accepts
 * @param published generations that are committed in the models topic
 * @param publishing whether one more is written there and not yet committed
 * @param instances the two instances
 */
record World(
        List<Outcome> written,
        int offset,
        int remembered,
        Transaction transaction,
        int epoch,
        int published,
        boolean publishing,
        List<Instance> instances) {

    World {
        written = List.copyOf(written);
        instances = List.copyOf(instances);
    }

    /**
     * An outcome in the output.
     *
     * @param source offset of its input record
     * @param generation that filled it
     * @param past how many earlier records of the key it was filled with
     */
    record Outcome(int source, int generation, int past) {}

    enum Phase {
        NONE,
        /** Written to, not ended. */
        OPEN,
        /** Its commit is decided; the logs get their markers one after the other. */
        COMMITTING
    }

    /**
     * The producer's transaction.
     *
     * @param outcomes written in it
     * @param offset the input offset that it commits
     * @param remembered records of the store's changelog that it commits
     * @param outputMarked whether the output has its marker
     * @param offsetMarked whether the offsets topic has its marker
     * @param changelogMarked whether the changelog has its marker
     */
    record Transaction(
            Phase phase,
            List<Outcome> outcomes,
            int offset,
            int remembered,
            boolean outputMarked,
            boolean offsetMarked,
            boolean changelogMarked) {
        static final Transaction NONE = new Transaction(Phase.NONE, List.of(), 0, 0, false, false, false);

        Transaction {
            outcomes = List.copyOf(outcomes);
        }

        Transaction with(Outcome more) {
            List<Outcome> all = new ArrayList<>(outcomes);
            all.add(more);
            return new Transaction(Phase.OPEN, all, 0, 0, false, false, false);
        }
    }

    /**
     * An instance.
     *
     * @param works whether it believes that the partition is its own
     * @param epoch of its producer
     * @param position the next input offset that it processes
     * @param past how many records its store in memory has
     * @param generation newest that it admitted; 0 for none
     */
    record Instance(boolean works, int epoch, int position, int past, int generation) {
        static final Instance DOWN = new Instance(false, 0, 0, 0, 0);

        /** It learns that it lost the partition; what it read of the models stays. */
        Instance fenced() {
            return new Instance(false, 0, 0, 0, generation);
        }
    }

    static World initial() {
        return new World(List.of(), 0, 0, Transaction.NONE, 0, 0, false, List.of(Instance.DOWN, Instance.DOWN));
    }

    World with(int i, Instance instance) {
        List<Instance> all = new ArrayList<>(instances);
        all.set(i, instance);
        return new World(written, offset, remembered, transaction, epoch, published, publishing, all);
    }

    World with(Transaction next) {
        return new World(written, offset, remembered, next, epoch, published, publishing, instances);
    }

    World withEpoch(int next) {
        return new World(written, offset, remembered, transaction, next, published, publishing, instances);
    }

    World withGenerations(int count, boolean oneMore) {
        return new World(written, offset, remembered, transaction, epoch, count, oneMore, instances);
    }

    World withWritten(List<Outcome> all) {
        return new World(all, offset, remembered, transaction, epoch, published, publishing, instances);
    }

    World withOffset(int next) {
        return new World(written, next, remembered, transaction, epoch, published, publishing, instances);
    }

    World withRemembered(int next) {
        return new World(written, offset, next, transaction, epoch, published, publishing, instances);
    }
}
