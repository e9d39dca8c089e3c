package io.lacuna.app.promise;

import io.lacuna.app.promise.World.Instance;
import io.lacuna.app.promise.World.Outcome;
import io.lacuna.app.promise.World.Phase;
import io.lacuna.app.promise.World.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What can happen next in a {@link World}: every step of brokers, instances and trainer that the promise rests on, and
 * crashes and delays between any two of them. With a {@link Mistake} one of the rules is left out.
 */
final class Moves {
    static final int RECORDS = 3;
    static final int GENERATIONS = 2;

    /** Bounds the takeovers, so that there are finitely many states. */
    static final int EPOCHS = 4;

    private final Set<Mistake> mistakes;

    /** Rules of the design that can be left out. */
    enum Mistake {
        /** The brokers take writes of a producer that was replaced. */
        NO_FENCING,
        /** A new owner reads the group's offset while an earlier commit still reaches the offsets topic. */
        UNSTABLE_OFFSETS,
        /** The input offset is committed before and apart from the outcomes. */
        OFFSETS_APART,
        /** A new owner keeps what its store had in memory, and does not restore it from the changelog. */
        STORE_NOT_RESTORED,
        /** An instance reads models of transactions that are not committed. */
        UNCOMMITTED_MODELS,
        /** An instance works before it has admitted a generation, and passes over the records. */
        NOT_PAUSED_WITHOUT_MODEL
    }

    Moves(Set<Mistake> mistakes) {
        this.mistakes = Set.copyOf(mistakes);
    }

    private boolean makes(Mistake mistake) {
        return mistakes.contains(mistake);
    }

    /** Tells every move by its name and the world after it. */
    void from(World world, BiConsumer<String, World> move) {
        for (int i = 0; i < world.instances().size(); i++) {
            instance(world, i, move);
        }
        coordinator(world, move);
        trainer(world, move);
    }

    private void instance(World world, int i, BiConsumer<String, World> move) {
        Instance instance = world.instances().get(i);
        takeOver(world, i, instance, move);
        if (instance.works()) {
            process(world, i, instance, move);
            commit(world, i, instance, move);
        }
        int readable = world.published() + (makes(Mistake.UNCOMMITTED_MODELS) && world.publishing() ? 1 : 0);
        if (instance.generation() < readable) {
            move.accept(
                    "instance " + i + " admits generation " + readable,
                    world.with(
                            i,
                            new Instance(
                                    instance.works(),
                                    instance.epoch(),
                                    instance.position(),
                                    instance.past(),
                                    readable)));
        }
        if (!instance.equals(Instance.DOWN)) {
            move.accept("instance " + i + " crashes", world.with(i, Instance.DOWN));
        }
    }

    /** The group gives the partition to an instance; the other one does not know it yet. */
    private void takeOver(World world, int i, Instance instance, BiConsumer<String, World> move) {
        boolean hasModel = instance.generation() > 0 || makes(Mistake.NOT_PAUSED_WITHOUT_MODEL);
        boolean stable = world.transaction().phase() != Phase.COMMITTING || makes(Mistake.UNSTABLE_OFFSETS);
        if (world.epoch() == EPOCHS || !hasModel || !stable) {
            return;
        }
        boolean fences = !makes(Mistake.NO_FENCING) || world.epoch() == 0;
        World next = world;
        if (fences) {
            next = next.withEpoch(world.epoch() + 1);
            next = next.transaction().phase() == Phase.OPEN ? next.with(Transaction.NONE) : next;
        }
        int past = makes(Mistake.STORE_NOT_RESTORED) ? instance.past() : world.remembered();
        move.accept(
                "instance " + i + " takes over",
                next.with(i, new Instance(true, next.epoch(), world.offset(), past, instance.generation())));
    }

    private void process(World world, int i, Instance instance, BiConsumer<String, World> move) {
        if (instance.position() == RECORDS || world.transaction().phase() == Phase.COMMITTING) {
            return;
        }
        if (instance.epoch() != world.epoch()) {
            move.accept("instance " + i + " is fenced", world.with(i, instance.fenced()));
            return;
        }
        World next = world;
        if (instance.generation() > 0) {
            next = next.with(
                    next.transaction().with(new Outcome(instance.position(), instance.generation(), instance.past())));
        }
        if (makes(Mistake.OFFSETS_APART)) {
            next = next.withOffset(Math.max(next.offset(), instance.position() + 1));
        }
        move.accept(
                "instance " + i + " processes " + instance.position(),
                next.with(
                        i,
                        new Instance(
                                true,
                                instance.epoch(),
                                instance.position() + 1,
                                instance.past() + 1,
                                instance.generation())));
    }

    private void commit(World world, int i, Instance instance, BiConsumer<String, World> move) {
        boolean passedOver = instance.generation() == 0 && instance.position() > world.offset();
        if (world.transaction().phase() != Phase.OPEN && !passedOver
                || world.transaction().phase() == Phase.COMMITTING) {
            return;
        }
        if (instance.epoch() != world.epoch()) {
            move.accept("instance " + i + " is fenced", world.with(i, instance.fenced()));
            return;
        }
        move.accept(
                "instance " + i + " commits",
                world.with(new Transaction(
                        Phase.COMMITTING,
                        world.transaction().outcomes(),
                        instance.position(),
                        instance.past(),
                        false,
                        false,
                        false)));
    }

    private void coordinator(World world, BiConsumer<String, World> move) {
        Transaction transaction = world.transaction();
        if (transaction.phase() == Phase.OPEN && world.epoch() < EPOCHS && !makes(Mistake.NO_FENCING)) {
            move.accept(
                    "the transaction times out", world.with(Transaction.NONE).withEpoch(world.epoch() + 1));
        }
        if (transaction.phase() != Phase.COMMITTING) {
            return;
        }
        if (!transaction.outputMarked()) {
            List<Outcome> written = new ArrayList<>(world.written());
            written.addAll(transaction.outcomes());
            move.accept("the output gets its marker", marked(world.withWritten(written), true, false, false));
        }
        if (!transaction.offsetMarked()) {
            move.accept(
                    "the offsets get their marker", marked(world.withOffset(transaction.offset()), false, true, false));
        }
        if (!transaction.changelogMarked()) {
            move.accept(
                    "the changelog gets its marker",
                    marked(world.withRemembered(transaction.remembered()), false, false, true));
        }
    }

    private static World marked(World world, boolean output, boolean offset, boolean changelog) {
        Transaction now = world.transaction();
        Transaction next = new Transaction(
                Phase.COMMITTING,
                now.outcomes(),
                now.offset(),
                now.remembered(),
                now.outputMarked() || output,
                now.offsetMarked() || offset,
                now.changelogMarked() || changelog);
        boolean whole = next.outputMarked() && next.offsetMarked() && next.changelogMarked();
        return world.with(whole ? Transaction.NONE : next);
    }

    private static void trainer(World world, BiConsumer<String, World> move) {
        if (world.publishing()) {
            move.accept("a publication commits", world.withGenerations(world.published() + 1, false));
            move.accept("a publication is aborted", world.withGenerations(world.published(), false));
        } else if (world.published() < GENERATIONS) {
            move.accept("a publication begins", world.withGenerations(world.published(), true));
        }
    }
}
