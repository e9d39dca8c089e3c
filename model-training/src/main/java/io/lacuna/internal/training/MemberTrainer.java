package io.lacuna.internal.training;

import io.lacuna.data.Table;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Member;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;

/** Fits one kind of member. A second method is a second implementation, named in {@link Trainers}. */
public interface MemberTrainer {

    /**
     * Fits a member to partial records.
     *
     * @param table at least one row and one observed cell
     * @throws IllegalArgumentException with a message for the user where an option or the table does not fit
     */
    Member fit(Table table, FitSettings settings, Progress progress);

    /**
     * Fits a member to newer records, from where an earlier model stands if that saves work; as {@link #fit} otherwise.
     *
     * @param previous fitted with any method, to any features
     */
    default Member refit(Table table, FitSettings settings, Progress progress, ImputationModel previous) {
        return fit(table, settings, progress);
    }
}
