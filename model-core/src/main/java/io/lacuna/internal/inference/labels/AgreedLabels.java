package io.lacuna.internal.inference.labels;

import io.lacuna.internal.inference.MemberKernel;
import java.util.Arrays;

/**
 * The labels to fill where a record misses several that are related. Each is the most probable one by itself, unless the
 * relations exclude one of these labels beside the others, as when all of several exclusive flags are probably off. Then
 * they are chosen one after another, the most certain first, each given those before it.
 *
 * <p>Mutable, owned by one kernel. A record allocates nothing.
 */
final class AgreedLabels {
    /** A label that is less probable than this beside the others contradicts them. */
    private static final double EXCLUDED = 0.05;

    private final LabelRelations relations;

    /** The record with the labels that are chosen so far. */
    private final double[] cells;

    /** By feature: the label to fill; -1 where each is the most probable by itself. */
    private final int[] agreed;

    /** By place in the relations: whether the target is missing, and its label is not chosen yet. */
    private final boolean[] isOpen;

    /** Probabilities of one target given the labels of others; longer than most targets need. */
    private final double[][] given;

    AgreedLabels(LabelRelations relations, int[] labels) {
        this.relations = relations;
        cells = new double[labels.length];
        agreed = new int[labels.length];
        isOpen = new boolean[relations.logits().size()];
        given = new double[isOpen.length][];
        for (int i = 0; i < given.length; i++) {
            given[i] = new double[labels[relations.logits().get(i).target()]];
        }
    }

    /**
     * Finds the labels of a record.
     *
     * @param record its cells, missing labels {@code NaN} or not in the model's list
     * @param probabilities by feature: corrected, of each missing target
     * @param member has inferred the record
     */
    void find(double[] record, double[][] probabilities, MemberKernel member) {
        Arrays.fill(agreed, -1);
        System.arraycopy(record, 0, cells, 0, cells.length);
        int missing = 0;
        for (int i = 0; i < isOpen.length; i++) {
            int target = target(i);
            isOpen[i] = LabelKernel.isMissing(cells[target], given[i].length);
            if (isOpen[i]) {
                missing++;
                cells[target] = best(probabilities[target]);
            }
        }
        if (missing < 2 || !isContradiction(member)) {
            return;
        }
        for (int i = 0; i < isOpen.length; i++) {
            if (isOpen[i]) {
                cells[target(i)] = Double.NaN;
            }
        }
        for (int chosen = 0; chosen < missing; chosen++) {
            int next = mostCertain(member);
            int target = target(next);
            agreed[target] = best(given[next]);
            cells[target] = agreed[target];
            isOpen[next] = false;
        }
    }

    int of(int feature) {
        return agreed[feature];
    }

    private int target(int i) {
        return relations.logits().get(i).target();
    }

    private boolean isContradiction(MemberKernel member) {
        for (int i = 0; i < isOpen.length; i++) {
            if (isOpen[i]) {
                condition(i, member);
                if (given[i][(int) cells[target(i)]] < EXCLUDED) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The open target of the largest probability, given the labels that are chosen; its probabilities are then found. */
    private int mostCertain(MemberKernel member) {
        int most = -1;
        double highest = -1;
        for (int i = 0; i < isOpen.length; i++) {
            if (isOpen[i]) {
                condition(i, member);
                double own = given[i][best(given[i])];
                if (own > highest) {
                    highest = own;
                    most = i;
                }
            }
        }
        return most;
    }

    private void condition(int i, MemberKernel member) {
        LabelLogits logits = relations.logits().get(i);
        for (int c = 0; c < given[i].length; c++) {
            given[i][c] = member.probability(logits.target(), c);
        }
        logits.correct(cells, given[i]);
    }

    private static int best(double[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            best = probabilities[c] > probabilities[best] ? c : best;
        }
        return best;
    }
}
