package io.lacuna.app.table;

import io.lacuna.app.table.column.Wording;
import io.lacuna.data.Features;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts and notes of filling a table. Mutable, owned by one thread; complete when the table is filled. */
public final class ImputationReport {
    /** Cells of one column with values that the model does not know. */
    public record Unknown(long cells, String example, String at) {}

    private final Map<String, Unknown> unknown = new LinkedHashMap<>();
    private final Map<String, Long> unlearned = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Timings timings = new Timings();
    private @Nullable FilledCells cells;
    private long records;
    private long recordsWithGaps;
    private long recordsWithoutValues;
    private long filledCells;
    private long unfillable;
    private long blank;
    private long fromPast;
    private long steps;
    private long converged;
    private double logLikelihoods;

    /** Begins to count cells by feature and rows. */
    FilledCells count(Features features) {
        FilledCells begun = new FilledCells(features);
        cells = begun;
        return begun;
    }

    /** What was filled where. */
    public FilledCells cells() {
        return Objects.requireNonNull(cells, "nothing was filled yet");
    }

    void inferred(long nanos, int stepsSpent, boolean byItsOwnRule, double logLikelihood) {
        records++;
        timings.add(nanos);
        steps += stepsSpent;
        converged += byItsOwnRule ? 1 : 0;
        logLikelihoods += logLikelihood;
    }

    void filled(int gaps, boolean nothingObserved) {
        filledCells += gaps;
        recordsWithGaps += gaps > 0 ? 1 : 0;
        recordsWithoutValues += nothingObserved ? 1 : 0;
    }

    void unknown(String column, String text, String at) {
        unknown.merge(column, new Unknown(1, text, at), (old, one) -> new Unknown(old.cells + 1, old.example, old.at));
    }

    /** Counts a record without an observed cell, which is not changed. */
    void blank() {
        records++;
        blank++;
        recordsWithoutValues++;
    }

    /** Counts a record without an observed cell that is filled from the earlier rows of its key. */
    void filledFromPast() {
        fromPast++;
    }

    /** Counts a gap of a column that had no value in training; the gap stays. */
    void unlearned(String column) {
        unlearned.merge(column, 1L, Long::sum);
    }

    void unfillable() {
        unfillable++;
    }

    void note(String note) {
        notes.add(note);
    }

    /** Notes that a user should read, one line each. */
    public List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        unknown.forEach((column, cells) -> all.add("column '" + column + "': " + cells.cells
                + " cells have values that the model does not know, such as '" + Wording.clipped(cells.example)
                + "' at " + cells.at
                + "; the model treats them as missing, and they are not changed"));
        unlearned.forEach((column, cells) ->
                all.add("column '" + column + "' had no value in training; its " + Wording.gaps(cells)));
        if (blank > 0) {
            all.add(blank + (blank == 1 ? " row has" : " rows have") + " no observed cell and "
                    + (blank == 1 ? "is not changed" : "are not changed"));
        }
        if (fromPast > 0) {
            all.add(fromPast + (fromPast == 1 ? " row has" : " rows have") + " no observed cell and "
                    + (fromPast == 1 ? "is filled" : "are filled") + " from earlier rows alone");
        }
        if (unfillable > 0) {
            all.add(unfillable + " cells had no finite prediction and were filled with the training mean");
        }
        return all;
    }

    public Timings timings() {
        return timings;
    }

    public long records() {
        return records;
    }

    public long recordsWithGaps() {
        return recordsWithGaps;
    }

    /** Records whose features are all missing. */
    public long recordsWithoutValues() {
        return recordsWithoutValues;
    }

    public long filledCells() {
        return filledCells;
    }

    public long unknownCells() {
        return unknown.values().stream().mapToLong(Unknown::cells).sum();
    }

    public double meanSteps() {
        return (double) steps / Math.max(1, records - blank);
    }

    public double convergedShare() {
        return records == blank ? 1 : (double) converged / (records - blank);
    }

    /** Mean log density of the observed cells of a record, in nats. */
    public double meanLogLikelihood() {
        return logLikelihoods / Math.max(1, records - blank);
    }
}
