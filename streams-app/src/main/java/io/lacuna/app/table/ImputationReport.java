package io.lacuna.app.table;

import io.lacuna.app.table.column.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What happened while a table was filled. Mutable, owned by one thread; complete when the table is. */
public final class ImputationReport {
    /** Cells of one column that say something the model does not know. */
    public record Unknown(long cells, String example, String at) {}

    private final Map<String, Unknown> unknown = new LinkedHashMap<>();
    private final Map<String, Long> unlearned = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Timings timings = new Timings();
    private long records;
    private long recordsWithGaps;
    private long recordsWithoutValues;
    private long filledCells;
    private long unfillable;
    private long blank;
    private long steps;
    private long converged;
    private double logLikelihoods;

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

    /** A record without one observed cell, which is left as it is. */
    void blank() {
        records++;
        blank++;
        recordsWithoutValues++;
    }

    /** A gap of a column that had no value in training, which stays. */
    void unlearned(String column) {
        unlearned.merge(column, 1L, Long::sum);
    }

    void unfillable() {
        unfillable++;
    }

    void note(String note) {
        notes.add(note);
    }

    /** One line each, for people: what a careful user should know. */
    public List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        unknown.forEach((column, cells) -> all.add("column '" + column + "': " + cells.cells
                + " cells say what the model does not know, as '" + Wording.clipped(cells.example) + "' at " + cells.at
                + "; to the model they are missing, in the output they stay"));
        unlearned.forEach((column, cells) ->
                all.add("column '" + column + "' had no value in training; its " + Wording.gaps(cells)));
        if (blank > 0) {
            all.add(blank + (blank == 1 ? " row has" : " rows have") + " no observed cell and "
                    + (blank == 1 ? "stays as it is" : "stay as they are"));
        }
        if (unfillable > 0) {
            all.add(unfillable + " cells had no finite prediction and took the mean of training");
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

    /** Records in which the model saw no value at all. */
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

    /** Mean log density of the records' observed cells, in nats. */
    public double meanLogLikelihood() {
        return logLikelihoods / Math.max(1, records - blank);
    }
}
