package io.lacuna.app.table;

import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.app.table.past.TablePast;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.relation.RelatedRounding;
import io.lacuna.internal.model.CellPredictions;
import io.lacuna.internal.model.FillRule;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.RuledValues;
import io.lacuna.internal.model.TrainingStatistics;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Fills the records of a file one at a time and keeps the filled values as text. Mutable, owned by one thread. */
final class RecordFiller {
    private final Features features;
    private final FeatureColumns columns;
    private final ImputationReport report;
    private final FilledCells cells;
    private final Imputer imputer;

    /** The memory of earlier rows; null if rows are filled without it. */
    private final @Nullable TablePast past;

    private final CellPredictions says;
    private final RuledValues values;
    private final SkippedCells skipped;
    private int row;
    private final long seed;
    private final double[] fallback;
    private final double[] observation;
    private final double[] drawn;
    private final boolean[] gap;

    /** Features without a value in training: their gaps stay. */
    private final boolean[] unlearned;

    private final String[] text;

    private final String[] drawnText;

    /** Keeps exact relations among rounded numbers. */
    private final RelatedRounding rounding;

    /** Whether the fills satisfy exact relations before they are rounded. */
    private final boolean related;

    /** The record with its fills. */
    private final double[] filled;

    private final double[] rounded;

    RecordFiller(
            ImputationModel model,
            ImputationRequest request,
            FeatureColumns columns,
            SkippedCells skipped,
            ImputationReport report,
            TableProfile profile)
            throws TableException {
        int d = model.features().size();
        this.features = model.features();
        this.columns = columns;
        this.skipped = skipped;
        this.report = report;
        this.cells = report.count(features);
        ImputationRequest.checkBounds(request.bounds(), features);
        this.imputer = model.newImputer(request.settings(), request.bounds());
        this.past = RememberedTable.open(model, request, imputer, profile, report);
        this.says = past == null ? imputer : past.says();
        this.values = new RuledValues(request.fill(), features, says);
        this.seed = request.seed();
        this.unlearned = new boolean[d];
        TrainingStatistics.in(model.provenance(), features).ifPresent(training -> {
            for (int f = 0; f < d; f++) {
                unlearned[f] = training.observed()[f] == 0;
            }
        });
        this.fallback = TrainingStatistics.in(model.provenance(), features)
                .map(TrainingStatistics::mean)
                .orElse(new double[d]);
        this.observation = new double[d];
        this.drawn = new double[d];
        this.gap = new boolean[d];
        this.text = new String[d];
        this.drawnText = new String[d];
        this.rounding = new RelatedRounding(model.relations(), columns.resolution(), says::within);
        this.related = request.fill() == FillRule.MEAN || request.fill() == FillRule.DRAW;
        this.filled = new double[d];
        this.rounded = new double[d];
    }

    /**
     * Reads the reader's record and fills its gaps. A record without an observed cell is filled only if the earlier
     * rows of its key tell one of its cells.
     */
    void take(CsvReader reader) {
        cells.nextRow();
        boolean any = read(reader);
        long start = System.nanoTime();
        if (past == null) {
            imputer.impute(observation);
        } else {
            past.impute(row, observation);
        }
        boolean told = any || past != null && past.usesContext();
        remember(any);
        if (!told) {
            Arrays.fill(gap, false);
            report.blank();
            return;
        }
        if (!any) {
            report.filledFromPast();
        }
        long nanos = System.nanoTime() - start;
        report.inferred(nanos, says.steps(), says.converged(), says.logLikelihood());
        if (values.draws()) {
            values.draw(observation, Seeds.random(seed, "fill of record " + report.records()));
        }
        int gaps = 0;
        boolean nothingObserved = true;
        for (int f = 0; f < gap.length; f++) {
            nothingObserved &= Double.isNaN(observation[f]);
            filled[f] = observation[f];
            if (gap[f]) {
                gaps++;
                filled[f] = values.value(f);
                cells.filled(f, filled[f], features.get(f).isContinuous() ? says.sd(f) : 0);
            } else if (!Double.isNaN(observation[f])) {
                cells.observed(f, observation[f]);
            }
        }
        write(filled, related, text);
        report.filled(gaps, nothingObserved);
    }

    /**
     * Writes the gaps of a record as text.
     *
     * @param cells the record with its fills
     * @param satisfies whether they satisfy exact relations, which are then kept
     * @param into receives the text of each gap
     */
    private void write(double[] cells, boolean satisfies, String[] into) {
        for (int f = 0; f < gap.length; f++) {
            if (gap[f]) {
                into[f] = numberOrLabel(f, cells[f]);
            }
        }
        if (!satisfies || rounding.isNone()) {
            return;
        }
        for (int f = 0; f < gap.length; f++) {
            rounded[f] =
                    gap[f] && features.get(f).isContinuous() ? columns.codec(f).value(into[f]) : cells[f];
        }
        rounding.settle(cells, gap, rounded);
        for (int f = 0; f < gap.length; f++) {
            if (rounding.isChanged(f)) {
                into[f] = numberOrLabel(f, rounded[f]);
            }
        }
    }

    private void remember(boolean any) {
        if (past != null && any) {
            past.remember(row);
        }
        row++;
    }

    /** Reads the record; returns whether any cell is observed, including cells of columns without a feature. */
    private boolean read(CsvReader reader) {
        boolean any = false;
        Arrays.fill(observation, Double.NaN);
        Arrays.fill(gap, false);
        for (int c = 0; c < reader.size(); c++) {
            int f = columns.feature(c);
            if (f >= 0) {
                String cell = reader.text(c);
                observation[f] = columns.codec(f).value(cell);
                boolean missing =
                        Double.isNaN(observation[f]) && columns.codec(f).isMissing(cell);
                any |= !missing;
                gap[f] = missing && !unlearned[f] && !skipped.take(reader, c);
                if (missing && unlearned[f]) {
                    report.unlearned(features.get(f).name());
                }
                if (Double.isNaN(observation[f]) && !missing) {
                    report.unknown(features.get(f).name(), cell, reader.at());
                }
            } else {
                any |= !columns.isMissing(c, reader.text(c));
            }
        }
        return any;
    }

    private String numberOrLabel(int f, double value) {
        CellCodec codec = columns.codec(f);
        if (!features.get(f).isContinuous()) {
            return codec.text(value, 0);
        }
        if (!Double.isFinite(value)) {
            report.unfillable();
            return codec.text(says.within(f, fallback[f]), 0);
        }
        return codec.text(value, says.sd(f));
    }

    /** Whether the record's cell of this feature was missing. */
    boolean isGap(int feature) {
        return gap[feature];
    }

    /** Text of the filled value of a gap. */
    String text(int feature) {
        return text[feature];
    }

    /** The predictive quantile of a gap in a continuous feature; empty where it is not finite. */
    String quantile(int feature, double p) {
        double end = says.quantile(feature, p);
        return Double.isFinite(end) ? columns.codec(feature).end(end, says.sd(feature)) : "";
    }

    /** Draws all gaps jointly, for {@link #drawn}; deterministic in seed, draw and position in the file. */
    void draw(int number) {
        System.arraycopy(observation, 0, drawn, 0, drawn.length);
        says.draw(Seeds.random(seed, "draw " + number + " of record " + report.records()), drawn);
        write(drawn, true, drawnText);
    }

    /** Text of the last draw for a gap. */
    String drawn(int feature) {
        return drawnText[feature];
    }

    /** The record's cells as read, {@code NaN} = missing; only read. */
    double[] observation() {
        return observation;
    }

    /** Log density of the record's observed cells. */
    double logLikelihood() {
        return says.logLikelihood();
    }

    int latentSize() {
        return says.latentSize();
    }

    /** Mean and sd of the record's latent code. */
    void latent(float[] mean, float[] sd) {
        says.latent(mean, sd);
    }
}
