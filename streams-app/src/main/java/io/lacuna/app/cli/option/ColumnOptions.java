package io.lacuna.app.cli.option;

import io.lacuna.app.table.column.ColumnChoices;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that choose columns and their kinds. */
public final class ColumnOptions {
    @Option(names = "--include", paramLabel = "NAME", description = "Model these columns only.")
    private List<String> include = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "NAME", description = "Leave these columns as they are.")
    private List<String> exclude = new ArrayList<>();

    @Option(
            names = "--numeric",
            paramLabel = "NAME",
            description = "Take these columns as numbers; other cells count as missing but are kept.")
    private List<String> numeric = new ArrayList<>();

    @Option(
            names = "--categorical",
            paramLabel = "NAME",
            description = "Take these columns as categories, even if the labels are numbers or numerous.")
    private List<String> categorical = new ArrayList<>();

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    public ColumnChoices choices() {
        return new ColumnChoices(
                Set.copyOf(include),
                Set.copyOf(exclude),
                Set.copyOf(numeric),
                Set.copyOf(categorical),
                reading.missing(),
                reading.reading());
    }
}
