package io.lacuna.app.table;

import io.lacuna.app.table.csv.TableException;
import io.lacuna.app.table.past.ContextChoice;
import io.lacuna.app.table.past.RowTimes;
import io.lacuna.app.table.past.TablePast;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import org.jspecify.annotations.Nullable;

/** Adds the memory of earlier rows, including those of {@code --prime}, to the filling of a table. */
final class RememberedTable {
    private RememberedTable() {}

    static @Nullable TablePast open(
            ImputationModel model,
            ImputationRequest request,
            Imputer imputer,
            TableProfile profile,
            ImputationReport report)
            throws TableException {
        ContextChoice choice = request.context();
        if (model.context() == null || choice.isNone()) {
            if (request.prime().isPresent()) {
                report.note("the rows of --prime are not used: "
                        + (model.context() == null
                                ? "the model fills each row by itself"
                                : "use --time, --key or --context rows"));
            }
            return null;
        }
        RowTimes.Keys keys = new RowTimes.Keys();
        EarlierRows prime = request.prime().isEmpty()
                ? null
                : EarlierRows.read(request.prime().get(), model.features(), request.choices(), choice, keys);
        RowTimes rows = RowTimes.read(request.csv(), profile.format(), choice, keys);
        rows.notes(request.csv()).forEach(report::note);
        TablePast past = new TablePast(model, imputer, rows);
        if (prime != null) {
            long late = past.prime(prime.table(), prime.times(), choice.order() == ContextChoice.Order.TIME);
            if (late > 0) {
                report.note(EarlierRows.late(late, prime.file(), request.csv()));
            }
        }
        if (past.isOutOfOrder()) {
            past.walk(CsvTable.load(profile, model.features()));
        }
        return past;
    }
}
