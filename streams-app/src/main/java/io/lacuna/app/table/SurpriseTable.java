package io.lacuna.app.table;

import io.lacuna.app.table.column.Numbers;
import io.lacuna.app.table.csv.CsvWriter;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.model.Surprise;

/**
 * Writes how surprising observed cells are to a CSV file: one line per record with its number in the table (from 1), the
 * name of its most surprising feature, and the surprise of each feature's cell in nats, empty where it is missing.
 * Mutable, owned by one thread.
 */
final class SurpriseTable {
    private final CsvWriter file;
    private final boolean decimalComma;
    private final Features features;
    private final Surprise surprise;
    private final double[] found;
    private long record;

    /** Writes the header. */
    SurpriseTable(CsvWriter file, boolean decimalComma, Features features, Surprise surprise) throws TableException {
        this.file = file;
        this.decimalComma = decimalComma;
        this.features = features;
        this.surprise = surprise;
        found = new double[features.size()];
        file.text("record");
        file.text("most_surprising");
        for (Feature feature : features.list()) {
            file.text(feature.name());
        }
        file.endRecord();
    }

    /** Writes the cells of a record. */
    void write(double[] observation) throws TableException {
        surprise.of(observation, found);
        int most = -1;
        for (int f = 0; f < found.length; f++) {
            most = !Double.isNaN(found[f]) && (most < 0 || found[f] > found[most]) ? f : most;
        }
        file.text(Long.toString(++record));
        file.text(most < 0 ? "" : features.get(most).name());
        for (double cell : found) {
            file.text(Double.isNaN(cell) ? "" : Numbers.format(cell, 1, decimalComma));
        }
        file.endRecord();
    }
}
