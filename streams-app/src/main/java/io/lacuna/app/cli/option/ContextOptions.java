package io.lacuna.app.cli.option;

import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.past.ContextChoice;
import io.lacuna.app.table.past.ContextChoice.Order;
import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options for filling rows with the earlier rows of their key: the columns of time and key. */
public final class ContextOptions {
    /** Values of {@code --context}. */
    enum Context {
        NONE,
        AUTO,
        ROWS
    }

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = "The column with the time of a row; not a feature unless included by name.")
    private String time = "";

    @Option(
            names = "--key",
            split = ",",
            paramLabel = "COLUMN",
            description =
                    "Columns that identify the source of a row, such as a station; not features unless included by name.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--context",
            paramLabel = "none|auto|rows",
            converter = ContextConverter.class,
            description = "Whether a key's earlier rows help to fill: none; auto: with --time or --key, or as the"
                    + " model was fitted; rows: the table's order is the time. Default auto.")
    private Context context = Context.AUTO;

    /** The user's choice for a table to fit. */
    public ContextChoice choice() {
        if (context == Context.NONE) {
            return ContextChoice.NONE;
        }
        if (context == Context.AUTO && !time.isEmpty()) {
            return new ContextChoice(Order.TIME, time, keys);
        }
        return context == Context.ROWS || !keys.isEmpty()
                ? new ContextChoice(Order.ROWS, time, keys)
                : ContextChoice.NONE;
    }

    /** The user's choice, or, without one, the choice made when the model was fitted. */
    public ContextChoice choice(Provenance provenance) {
        boolean said = context != Context.AUTO || !time.isEmpty() || !keys.isEmpty();
        return said ? choice() : ContextChoice.in(provenance);
    }

    /** Whether the user made no choice. */
    public boolean saysNothing() {
        return context == Context.AUTO && time.isEmpty() && keys.isEmpty();
    }

    /** The column choices, with time and keys excluded unless the user includes them by name. */
    public ColumnChoices without(ColumnChoices choices) {
        Set<String> exclude = new HashSet<>(choices.exclude());
        List<String> own = new ArrayList<>(keys);
        if (!time.isEmpty()) {
            own.add(time);
        }
        for (String column : own) {
            if (!choices.include().contains(column)
                    && !choices.numeric().contains(column)
                    && !choices.categorical().contains(column)) {
                exclude.add(column);
            }
        }
        return new ColumnChoices(
                choices.include(),
                exclude,
                choices.numeric(),
                choices.categorical(),
                choices.missing(),
                choices.reading());
    }

    static final class ContextConverter implements ITypeConverter<Context> {
        @Override
        public Context convert(String text) {
            try {
                return Context.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException("'" + text + "' is not one of none, auto, rows");
            }
        }
    }
}
