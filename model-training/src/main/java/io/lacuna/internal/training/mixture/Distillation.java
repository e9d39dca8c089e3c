package io.lacuna.internal.training.mixture;

import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.mixture.RelayMixtureKernel;
import io.lacuna.internal.inference.mixture.RelayTables;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import io.lacuna.internal.training.SideBySide;
import io.lacuna.training.FitSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * Replaces the fits of an ensemble by one mixture a space, so that a record costs a sixth of the ensemble's relays. The mixtures are
 * fitted to the table's own rows, each several times, with its gaps drawn from the ensemble's posterior given the row (multiple
 * imputation). A mixture of as many relays that is fitted to the rows alone knows only one bootstrap sample; this one learns what the
 * average of all samples says.
 */
final class Distillation {
    private static final int ITERATIONS = 25;

    /** How often each row is drawn; more often in small tables, up to {@link #LEAST_ROWS}. */
    private static final int TIMES = 3;

    private static final int LEAST_ROWS = 4_000;
    private static final int MOST_ROWS = 30_000;

    /** Its share of the budget of a fit. */
    private static final double SHARE_OF_BUDGET = 0.25;

    private Distillation() {}

    /**
     * The mixtures that take the place of the ensemble's fits.
     *
     * @param ensemble without calibration
     * @param relays of each mixture
     */
    static List<RelayMixture> of(RelayEnsemble ensemble, RelaySpaces spaces, int relays, FitSettings settings) {
        int rows = rows(spaces.kept(), relays, settings);
        Table drawn = draw(ensemble, spaces.kept(), rows, settings.seed());
        List<Callable<RelayMixture>> work = new ArrayList<>();
        int[] used = ensemble.fits().stream()
                .mapToInt(RelayMixture::space)
                .sorted()
                .distinct()
                .toArray();
        for (int space : used) {
            RelayFit fit = RelayFit.ofAll(drawn.size(), settings.seed(), space);
            work.add(() -> fit.run(
                    spaces.rows(space, drawn, i -> origin(spaces.kept(), rows, i)),
                    new RelayPlan.Fit(space, relays),
                    ITERATIONS,
                    null));
        }
        return SideBySide.run(work, settings.threads());
    }

    /** The number of rows to draw: what the budget allows, by the operations of the iterations. */
    private static int rows(Table table, int relays, FitSettings settings) {
        double d = table.features().size();
        double most = SHARE_OF_BUDGET * RelayPlan.operations(settings) / (ITERATIONS * relays * (d * d / 2 + d + 30));
        double wanted = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, (double) TIMES * table.size()));
        return (int) Math.max(Math.min(LEAST_ROWS, table.size()), Math.min(wanted, most));
    }

    /** The row that the i-th drawn row completes. They are spread over the table where not all of its rows are drawn. */
    private static double[] origin(Table table, int rows, int i) {
        return table.row(rows >= table.size() ? i % table.size() : (int) ((long) i * table.size() / rows));
    }

    private static Table draw(RelayEnsemble ensemble, Table table, int rows, long seed) {
        RelayMixtureKernel kernel = new RelayMixtureKernel(new RelayTables(ensemble, table.features()));
        SplittableRandom random = Seeds.random(seed, "distillation");
        List<double[]> drawn = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            double[] row = origin(table, rows, i);
            double[] complete = Arrays.copyOf(row, row.length);
            kernel.infer(row);
            kernel.draw(random, complete);
            drawn.add(complete);
        }
        return new Table(table.features(), drawn);
    }
}
