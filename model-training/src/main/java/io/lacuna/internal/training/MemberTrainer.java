package io.lacuna.internal.training;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Member;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.List;
import java.util.function.Supplier;

/**
 * Fits one kind of member. Another method is another implementation, named in {@link Trainers}. Implementations have no
 * state and are safe for concurrent use.
 */
public interface MemberTrainer {

    /**
     * Fits a member to partial records.
     *
     * @param table at least one row and one observed cell
     * @throws IllegalArgumentException if an option or the table does not fit; the message is for the user
     */
    Member fit(Table table, FitSettings settings, Progress progress);

    /**
     * Fits a member to newer records. It starts from an earlier model if that saves work, and is the same as {@link
     * #fit} otherwise.
     *
     * @param previous fitted with any method, to any features
     */
    default Member refit(Table table, FitSettings settings, Progress progress, ImputationModel previous) {
        return fit(table, settings, progress);
    }

    /**
     * Predictors for rows of the member's own training table; they use the parts of the member that were not fitted to
     * a row, if it has such parts.
     *
     * @param member a member that this trainer fitted to the table with the settings
     * @return creates a predictor for each thread
     */
    default Supplier<RowPredictor> rowPredictors(Member member, Table table, FitSettings settings) {
        int columns = table.features().size();
        return () -> new KernelRows(
                List.of(member.newKernel(InferenceSettings.DEFAULT.forMethods(member.methods()))),
                List.of(row -> true),
                columns);
    }
}
