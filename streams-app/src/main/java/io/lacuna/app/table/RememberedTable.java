package io.lacuna.app.table;

import io.lacuna.app.table.csv.TableException;
import io.lacuna.app.table.past.ContextChoice;
import io.lacuna.app.table.past.RowTimes;
import io.lacuna.app.table.past.TablePast;
import io.lacuna.data.Table;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.nio.file.Path;
import java.util.Optional;
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
        Prime prime = prime(model, request, keys);
        RowTimes rows = RowTimes.read(request.csv(), profile.format(), choice, keys);
        rows.notes(request.csv()).forEach(report::note);
        TablePast past = new TablePast(model, imputer, rows);
        if (prime != null) {
            long late = past.prime(prime.table(), prime.times(), choice.order() == ContextChoice.Order.TIME);
            if (late > 0) {
                report.note(prime.file() + ": " + late + " rows are not earlier than the first of " + request.csv()
                        + " and are not used");
            }
        }
        if (past.isOutOfOrder()) {
            past.walk(CsvTable.load(profile, model.features()));
        }
        return past;
    }

    private record Prime(Path file, Table table, RowTimes times) {}

    private static @Nullable Prime prime(ImputationModel model, ImputationRequest request, RowTimes.Keys keys)
            throws TableException {
        Optional<Path> file = request.prime();
        if (file.isEmpty()) {
            return null;
        }
        TableProfile profile = TableProfile.read(file.get(), request.choices());
        RowTimes times = RowTimes.read(file.get(), profile.format(), request.context(), keys);
        return new Prime(file.get(), CsvTable.load(profile, model.features()), times);
    }
}
