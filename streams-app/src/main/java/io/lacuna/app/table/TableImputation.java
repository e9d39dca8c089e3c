package io.lacuna.app.table;

import io.lacuna.app.table.csv.CsvFormat;
import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Features;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.TrainingStatistics;

/**
 * Fills the gaps of a CSV file record by record: same rows, columns and order, observed cells byte for byte, nothing
 * held but the record at hand. The files appear whole when everything is filled, or not at all.
 */
public final class TableImputation {
    private TableImputation() {}

    /**
     * Fills the table.
     *
     * @throws TableException with one line for the user where a file cannot be read or written, where a record has too few
     *     or too many cells, or where the table has none of the model's features
     */
    public static ImputationReport run(ImputationModel model, ImputationRequest request) throws TableException {
        CsvFormat format = CsvFormat.detect(request.csv());
        ImputationReport report = new ImputationReport();
        try (CsvReader reader = CsvReader.open(request.csv(), format)) {
            CsvHeader header = CsvHeader.read(reader);
            FeatureColumns columns =
                    FeatureColumns.match(header, model.features(), request.missing(), format.decimalComma());
            noteColumns(request, columns, report);
            RecordFiller filler = new RecordFiller(model, request, columns, report);
            try (FilledTables out = FilledTables.create(request, format, header, columns, filler)) {
                while (reader.next()) {
                    header.check(reader);
                    filler.take(reader);
                    out.write(reader);
                }
                if (report.records() == 0) {
                    throw new TableException(request.csv() + ": has a header but no rows");
                }
                out.commit();
            }
            noteUnlearned(model, filler, report);
        }
        return report;
    }

    private static void noteColumns(ImputationRequest request, FeatureColumns columns, ImputationReport report)
            throws TableException {
        columns.requireAny(request.csv());
        if (!columns.absent().isEmpty()) {
            report.note(request.csv() + " has no column for " + Wording.some(columns.absent())
                    + "; the model takes them as missing");
        }
        if (!columns.foreign().isEmpty()) {
            report.note("not in the model and passed through: " + Wording.some(columns.foreign()));
        }
    }

    /** Whoever gets a guess where nothing was learned should know. */
    private static void noteUnlearned(ImputationModel model, RecordFiller filler, ImputationReport report) {
        Features features = model.features();
        TrainingStatistics.in(model.provenance(), features).ifPresent(training -> {
            for (int f = 0; f < features.size(); f++) {
                if (filler.filled(f) > 0 && training.observed()[f] == 0) {
                    report.note("column '" + features.get(f).name() + "' had no value in training; its "
                            + filler.filled(f) + " gaps are filled with a bare guess, as " + filler.text(f));
                }
            }
        });
    }
}
