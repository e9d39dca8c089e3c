package io.lacuna.internal.training;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.model.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Predicts the rows of each stretch of time by a model of all other stretches. A fit that did not see a row has seen the rows
 * before and after it, which say nearly the same, and so promises more than it holds of rows to come: of data that drift its
 * residuals are too small, and what the past tells is given too little weight and too narrow intervals.
 */
final class FoldRows {
    private static final int FOLDS = 4;

    /** Rows that are worth folds. */
    private static final int LEAST_ROWS = 100;

    private FoldRows() {}

    static boolean areEnough(Table table) {
        return table.size() >= LEAST_ROWS;
    }

    /**
     * @param fit fits a small model to a part of the table
     */
    static Supplier<RowPredictor> of(Table table, Timeline timeline, Function<Table, Member> fit) {
        int n = table.size();
        int[] fold = new int[n];
        int[] order = timeline.order();
        for (int p = 0; p < n; p++) {
            fold[order[p]] = (int) ((long) p * FOLDS / n);
        }
        List<Member> members = new ArrayList<>();
        List<IntPredicate> fair = new ArrayList<>();
        for (int f = 0; f < FOLDS; f++) {
            int own = f;
            int[] others = IntStream.range(0, n).filter(i -> fold[i] != own).toArray();
            Table part = table.select(others);
            if (part.observedCells() > 0) {
                members.add(fit.apply(part));
                fair.add(row -> fold[row] == own);
            }
        }
        return () -> new KernelRows(
                members.stream()
                        .<MemberKernel>map(
                                member -> member.newKernel(InferenceSettings.DEFAULT.forMethods(member.methods())))
                        .toList(),
                fair,
                table.features().size());
    }
}
