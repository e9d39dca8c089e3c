package io.lacuna.app.table;

import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Table;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;

/**
 * Lets the JVM compile inference before it is timed: a separate imputer infers the first records of the table many
 * times. The timed imputer shares none of its caches (factors of gap patterns).
 */
public final class WarmUp {
    private static final int RECORDS = 512;
    private static final int MOST_INFERENCES = 30_000;
    private static final long LONGEST_NANOS = 2_000_000_000L;

    private WarmUp() {}

    /**
     * Runs the warm-up.
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
