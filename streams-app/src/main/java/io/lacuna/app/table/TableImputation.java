package io.lacuna.app.table;

import io.lacuna.app.table.column.Wording;
import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.TrainingStatistics;
import java.util.Map;

/**
 * Fills the gaps of a CSV file record by record: same rows, columns and order, observed cells byte for byte; only the
 * current record is in memory. The files appear complete when everything is filled, or not at all.
 */
public final class TableImputation {
    private TableImputation() {}

    /**
     * Fills the table.
     *
     * @throws TableException with one line for the user if a file cannot be read or written, if a record has too few or
     *     too many cells, or if the table has none of the model's features
     */
    public static ImputationReport run(ImputationModel model, ImputationRequest request) throws TableException {
        TableProfile profile = TableProfile.read(request.csv(), request.choices());
        ImputationReport report = new ImputationReport();
        profile.notes().forEach(report::note);
        try (CsvReader reader = CsvReader.open(request.csv(), profile.format())) {
            CsvHeader header = CsvHeader.read(reader);
            FeatureColumns columns = FeatureColumns.match(
                    profile,
                    model.features(),
                    FittedColumns.in(model.provenance(), model.features()).rounding(request.digits()));
            noteColumns(request, columns, report);
            noteUnits(model, columns, report);
            SkippedCells skipped = SkippedCells.of(request.leave(), profile);
            RecordFiller filler = new RecordFiller(model, request, columns, skipped, report, profile);
            try (FilledTables out = FilledTables.create(model, request, profile, header, columns, filler)) {
                while (reader.next()) {
                    header.check(reader);
                    filler.take(reader);
                    out.write(reader);
                }
                out.commit();
            }
            skipped.notes().forEach(report::note);
        }
        return report;
    }

    private static void noteUnits(ImputationModel model, FeatureColumns columns, ImputationReport report) {
        Map<String, String> units =
                FittedColumns.in(model.provenance(), model.features()).units();
        TrainingStatistics.in(model.provenance(), model.features())
                .ifPresent(training -> columns.otherUnits(training, units).forEach(report::note));
    }

    private static void noteColumns(ImputationRequest request, FeatureColumns columns, ImputationReport report)
            throws TableException {
        columns.requireAny(request.csv());
        if (!columns.absent().isEmpty()) {
            report.note(request.csv() + " has no column for " + Wording.some(columns.absent())
                    + "; the model treats them as missing");
        }
        if (!columns.foreign().isEmpty()) {
            report.note("not in the model, passed through unchanged: " + Wording.some(columns.foreign()));
        }
    }
}
