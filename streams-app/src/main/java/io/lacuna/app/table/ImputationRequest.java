package io.lacuna.app.table;

import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.app.table.past.ContextChoice;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.model.FillRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Inputs and outputs of filling a table.
 *
 * @param csv the table with gaps
 * @param out the filled table
 * @param intervalMass probability of the central interval whose ends are appended as columns, such as 0.9; empty for none
 * @param draws number of additional tables, each with one joint draw of the gaps: {@code out-1.csv} and so on
 * @param latents file for the records' latent codes
 * @param surprise file for the surprise of observed cells
 * @param bounds ranges of filled numbers that replace the model's, by feature name
 * @param fill which value of its predictive distribution a gap gets in the filled table
 * @param leave gaps that stay
 * @param digits decimal places of filled numbers; empty for the columns' own
 * @param seed seed of the draws
 * @param settings inference settings
 * @param choices missing markers and number formats
 * @param context source of the rows' times and keys
 * @param prime a table of earlier rows
 */
public record ImputationRequest(
        Path csv,
        Path out,
        OptionalDouble intervalMass,
        int draws,
        Optional<Path> latents,
        Optional<Path> surprise,
        Map<String, Support> bounds,
        FillRule fill,
        List<SkipRule> leave,
        OptionalInt digits,
        long seed,
        InferenceSettings settings,
        ColumnChoices choices,
        ContextChoice context,
        Optional<Path> prime) {
    public ImputationRequest {
        bounds = Map.copyOf(bounds);
        leave = List.copyOf(leave);
    }

    /** Refuses a range of a feature that the model does not have or that is not a number. */
    public static void checkBounds(Map<String, Support> bounds, Features features) throws TableException {
        for (String name : bounds.keySet()) {
            int f = features.indexOf(name);
            if (f < 0 || !features.get(f).isContinuous()) {
                throw new TableException("bounds of '" + name + "': "
                        + (f < 0 ? "the model has no such feature" : "the feature is not a number"));
            }
        }
    }

    /** The file of a draw, numbered from 1; the number comes before the extension. */
    Path drawFile(int draw) {
        return drawFile(out, draw);
    }

    /** Same, next to the given file. */
    public static Path drawFile(Path out, int draw) {
        String name = String.valueOf(out.getFileName());
        String unpacked = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        int dot = unpacked.lastIndexOf('.');
        String numbered = dot > 0 ? name.substring(0, dot) + "-" + draw + name.substring(dot) : name + "-" + draw;
        return out.resolveSibling(numbered);
    }
}
