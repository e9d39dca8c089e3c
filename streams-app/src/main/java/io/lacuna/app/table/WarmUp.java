package io.lacuna.app.table;

import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Table;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;

/**
 * Lets the JVM compile inference before it is timed: the table's first records are inferred again and again by an imputer
 * of its own, so that nothing it remembers (factors of gap patterns) serves the timed one.
 */
public final class WarmUp {
    private static final int RECORDS = 512;
    private static final int MOST_INFERENCES = 30_000;
    private static final long LONGEST_NANOS = 2_000_000_000L;

    private WarmUp() {}

    /**
     * Warms up.
     *
     * @throws TableException as {@link CsvTable#load} does
     */
    public static void run(ImputationModel model, ImputationRequest request) throws TableException {
        TableProfile profile = TableProfile.read(request.csv(), request.choices());
        Table table = CsvTable.load(profile, model.features(), RECORDS);
        Imputer imputer = model.newImputer(request.settings());
        long end = System.nanoTime() + LONGEST_NANOS;
        for (int i = 0; i < MOST_INFERENCES && System.nanoTime() < end; i++) {
            imputer.impute(table.row(i % table.size()));
        }
    }
}
