package io.lacuna.app.table;

import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Support;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What to fill and where to.
 *
 * @param csv the table with gaps
 * @param out the same table without
 * @param intervalMass probability of the central interval whose ends are appended as columns, such as 0.9; empty for none
 * @param draws how many tables to write besides, each with the gaps drawn jointly: {@code out-1.csv} and so on
 * @param latents where to write the records' latent codes
 * @param bounds ranges that filled numbers keep in place of the model's, by the feature's name
 * @param digits places behind the decimal mark that filled numbers have; empty for the columns' own
 * @param seed of the draws
 * @param settings how hard to work on a record
 * @param choices what stands for a missing cell, and how numbers are written
 */
public record ImputationRequest(
        Path csv,
        Path out,
        OptionalDouble intervalMass,
        int draws,
        Optional<Path> latents,
        Map<String, Support> bounds,
        OptionalInt digits,
        long seed,
        InferenceSettings settings,
        ColumnChoices choices) {
    public ImputationRequest {
        bounds = Map.copyOf(bounds);
    }

    /** Refuses a range of what is no number of the model. */
    public static void checkBounds(Map<String, Support> bounds, Features features) throws TableException {
        for (String name : bounds.keySet()) {
            int f = features.indexOf(name);
            if (f < 0 || !features.get(f).isContinuous()) {
                throw new TableException("bounds of '" + name + "': "
                        + (f < 0 ? "the model has no such feature" : "the feature is no number"));
            }
        }
    }

    /** The file of a draw, numbered from 1: its number stands before the extension. */
    Path drawFile(int draw) {
        return drawFile(out, draw);
    }

    /** The same beside a file of that name. */
    public static Path drawFile(Path out, int draw) {
        String name = String.valueOf(out.getFileName());
        int dot = name.lastIndexOf('.');
        String numbered = dot > 0 ? name.substring(0, dot) + "-" + draw + name.substring(dot) : name + "-" + draw;
        return out.resolveSibling(numbered);
    }
}
