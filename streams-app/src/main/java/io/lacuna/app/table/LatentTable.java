package io.lacuna.app.table;

import io.lacuna.app.table.column.Numbers;
import io.lacuna.app.table.csv.CsvWriter;
import io.lacuna.app.table.csv.TableException;

/**
 * Writes latent codes to a CSV file: one line per record with its number in the table (from 1), the log-likelihood of
 * its observed cells, and mean and sd of each of the k numbers of its code. Mutable, owned by one thread.
 */
final class LatentTable {
    private final CsvWriter file;
    private final boolean decimalComma;
    private final RecordFiller filler;
    private final float[] mean;
    private final float[] sd;
    private long record;

    /** Writes the header. */
    LatentTable(CsvWriter file, boolean decimalComma, RecordFiller filler) throws TableException {
        this.file = file;
        this.decimalComma = decimalComma;
        this.filler = filler;
        this.mean = new float[filler.latentSize()];
        this.sd = new float[filler.latentSize()];
        file.text("record");
        file.text("log_likelihood");
        for (int k = 1; k <= mean.length; k++) {
            file.text("mean_" + k);
        }
        for (int k = 1; k <= sd.length; k++) {
            file.text("sd_" + k);
        }
        file.endRecord();
    }

    /** Writes the code of the filler's current record. */
    void write() throws TableException {
        filler.latent(mean, sd);
        file.text(Long.toString(++record));
        file.text(Numbers.format(filler.logLikelihood(), 1, decimalComma));
        for (float number : mean) {
            file.text(Numbers.format(number, Math.abs(number), decimalComma));
        }
        for (float number : sd) {
            file.text(Numbers.format(number, Math.abs(number), decimalComma));
        }
        file.endRecord();
    }
}
