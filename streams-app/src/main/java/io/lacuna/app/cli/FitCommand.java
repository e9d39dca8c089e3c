package io.lacuna.app.cli;

import io.lacuna.app.cli.option.BoundsOptions;
import io.lacuna.app.cli.option.ColumnOptions;
import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.cli.option.ContextOptions;
import io.lacuna.app.cli.option.DurationConverter;
import io.lacuna.app.cli.option.Output;
import io.lacuna.app.report.Relations;
import io.lacuna.app.report.Reports;
import io.lacuna.app.table.CsvTable;
import io.lacuna.app.table.ImputationRequest;
import io.lacuna.app.table.SkipPatterns;
import io.lacuna.app.table.column.Column;
import io.lacuna.app.table.column.ColumnSketch;
import io.lacuna.app.table.column.Wording;
import io.lacuna.app.table.csv.AtomicFile;
import io.lacuna.app.table.csv.JsonLines;
import io.lacuna.app.table.csv.StandardStreams;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.app.table.past.RowTimes;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lacuna fit}: fits a model to a CSV file. */
@Command(
        name = "fit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Fit a model to a CSV file with gaps. Empty, NA, NaN, nan and null are missing cells.")
@SuppressWarnings("NullAway.Init") // picocli injects the options before anything runs.
final class FitCommand implements Callable<Integer> {
    /** Patterns of skipped questions that are named one by one. */
    private static final int MOST_SKIPS = 5;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--csv",
            required = true,
            paramLabel = "FILE",
            description = "The table; its header names the features.")
    private Path csv;

    @Option(names = "--out", required = true, paramLabel = "MODEL", description = "The model file to write.")
    private Path out;

    @Mixin
    private ColumnOptions columns = new ColumnOptions();

    @Mixin
    private ContextOptions context = new ContextOptions();

    @Mixin
    private BoundsOptions ranges = new BoundsOptions();

    @Option(
            names = "--method",
            completionCandidates = Methods.class,
            defaultValue = InferenceMethod.DEFAULT_ID,
            description =
                    "Inference method: ${COMPLETION-CANDIDATES}; several joined by + are averaged. Default ${DEFAULT-VALUE}.")
    private String method;

    @Option(
            names = "--preset",
            paramLabel = "default|fast|throughput|accurate",
            description =
                    "fast: a smaller model that fills records at a fraction of the cost. throughput: one that costs"
                            + " even less, after a longer fit. accurate: boosted trees are averaged with the default where"
                            + " they help, at several times the cost.")
    private String preset = "default";

    @Option(
            names = "--atoms",
            paramLabel = "ATOMS",
            description =
                    "Numbers that many cells have exactly, such as the zeros of rain, tell apart from the others which"
                            + " rows are alike: auto finds them and uses them if they help, none uses none, and"
                            + " 'rain=0;score=1:5' names them. Default auto; for " + InferenceMethod.DEFAULT_ID
                            + " with at most 60 columns of numbers.")
    private @Nullable String atoms;

    @Option(
            names = "--budget",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "Approximate time for the fit; model sizes are chosen to meet it. Default ${DEFAULT-VALUE}.")
    private Duration budget;

    @Option(names = "--seed", defaultValue = "0", description = "Seed of all random choices. Default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", description = "Number of threads. Default: the number of processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--steps",
            paramLabel = "K",
            description =
                    "Optimizer steps per record when filling, for methods that take steps; 0 with pseudo-encoded is "
                            + "PE-SVI-0.")
    private @Nullable Integer steps;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "A setting of the method. With several methods, svi.NAME=VALUE applies to svi alone.")
    private Map<String, String> options = new TreeMap<>();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Also write a report: one HTML file with columns, missing cells and the relations that were learnt.")
    private @Nullable Path report;

    @Override
    public Integer call() throws TableException {
        FitSettings settings = settings();
        Trainers.requireLibraries(settings.methods());
        OutputFileCheck files = new OutputFileCheck().reads("--csv", csv).writes("--out", out);
        if (report != null) {
            files.writes("--report", report);
            AtomicFile.check(report);
        }
        AtomicFile.check(out);
        csv = JsonLines.asTable(StandardStreams.input(csv, System.in));
        CsvTable table = CsvTable.read(csv, context.without(columns.choices()));
        PrintWriter err = spec.commandLine().getErr();
        noteColumns(table, err);
        RowTimes times = context.choice().isNone() ? null : times(table, err);
        ImputationRequest.checkBounds(ranges.bounds(), table.table().features());
        long start = System.nanoTime();
        ImputationModel model = fit(table, times, settings, err);
        double seconds = (System.nanoTime() - start) / 1e9;
        int bytes = ModelFile.write(out, model);
        PrintWriter stdout = spec.commandLine().getOut();
        Map<String, Object> document = document(table, model, seconds, bytes);
        if (report != null) {
            document.put("relations", Relations.of(model));
            Reports.fit(report, String.valueOf(csv.getFileName()), table.table(), document);
        }
        if (json) {
            Output.json(stdout, document);
        } else {
            print(stdout, table, model, seconds, bytes);
        }
        return 0;
    }

    private FitSettings settings() {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, not " + threads);
        }
        Map<String, String> all = new TreeMap<>(options);
        if (!preset.equals("default")) {
            all.put("preset", preset);
        }
        if (atoms != null) {
            all.put("atoms", atoms);
        }
        if (steps != null && steps < 0) {
            throw new ParameterException(spec.commandLine(), "--steps must not be negative: " + steps);
        }
        if (steps != null) {
            all.put("steps", steps.toString());
        }
        return new FitSettings(methods(), seed, budget, threads, all);
    }

    private List<InferenceMethod> methods() {
        try {
            return InferenceMethod.listOf(method);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
        }
    }

    /** Notes about the file and its columns that a user should read; columns with the same reason share a line. */
    private void noteColumns(CsvTable table, PrintWriter err) {
        table.profile().notes().forEach(note -> Output.note(err, note));
        if (table.profile().blankRows() > 0) {
            long blank = table.profile().blankRows();
            Output.note(
                    err,
                    blank + (blank == 1 ? " row has" : " rows have") + " no observed cell and "
                            + (blank == 1 ? "is" : "are") + " not used");
        }
        String time = context.saysNothing()
                ? table.profile().sketches().stream()
                        .filter(ColumnSketch::looksLikeTime)
                        .map(ColumnSketch::name)
                        .findFirst()
                        .orElse(null)
                : null;
        Map<String, List<String>> left = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            column.notes().forEach(note -> Output.note(err, note));
            if (column.feature().isEmpty() && !column.name().equals(time)) {
                left.computeIfAbsent(column.reason(), reason -> new ArrayList<>())
                        .add("'" + column.name() + "'");
            }
        }
        left.forEach((reason, names) -> Output.note(
                err,
                (names.size() == 1 ? "column " + names.get(0) + " passes" : "columns " + Wording.some(names) + " pass")
                        + " through unchanged: " + reason));
        List<SkipPatterns.Found> skips = SkipPatterns.of(table.table());
        skips.stream()
                .limit(MOST_SKIPS)
                .forEach(skip -> Output.note(
                        err,
                        "column '" + skip.rule().column() + "' has no value where "
                                + skip.rule().other() + "="
                                + skip.rule().value() + " (" + skip.rows()
                                + " rows); if it has no meaning there, `impute --leave \""
                                + skip.rule() + "\"` leaves these gaps"));
        if (skips.size() > MOST_SKIPS) {
            Output.note(err, skips.size() - MOST_SKIPS + " more columns have no value where another has a certain one");
        }
        if (time != null) {
            Output.note(
                    err,
                    "column '" + time
                            + (isFeature(table, time)
                                    ? "' looks like time; "
                                    : "' passes through unchanged; it looks like time: ")
                            + "--time '" + time + "' lets earlier rows help to fill a row, with --key NAME if rows are"
                            + " from several sources; --context none omits this note");
        }
    }

    private static boolean isFeature(CsvTable table, String name) {
        return table.columns().stream()
                .anyMatch(
                        column -> column.name().equals(name) && column.feature().isPresent());
    }

    private RowTimes times(CsvTable table, PrintWriter err) throws TableException {
        RowTimes times = RowTimes.read(csv, table.profile().format(), context.choice(), new RowTimes.Keys());
        times.notes(csv).forEach(note -> Output.note(err, note));
        return times;
    }

    private ImputationModel fit(CsvTable table, @Nullable RowTimes times, FitSettings settings, PrintWriter err) {
        FitProgress progress = new FitProgress(err, Output.terminal());
        try {
            ImputationModel model =
                    Trainers.fit(table.table(), times == null ? null : times.timeline(), settings, progress, null);
            Map<String, String> source = new TreeMap<>(Map.of("fit.source", String.valueOf(csv.getFileName())));
            source.putAll(FitChoices.entries(columns.choices()));
            source.putAll(table.provenance());
            source.putAll(context.choice().entries());
            return model.with(model.provenance().with(source))
                    .with(model.supports().with(model.features(), ranges.bounds()));
        } catch (IllegalArgumentException refused) {
            throw new CommandFailure(csv + ": " + refused.getMessage(), refused);
        } finally {
            progress.end();
        }
    }

    private Map<String, Object> document(CsvTable table, ImputationModel model, double seconds, int bytes) {
        Map<String, String> supports = model.supports().words(model.features());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", out.toString());
        document.put("bytes", bytes);
        document.put("rows", table.table().size());
        document.put("features", table.table().features().size());
        document.put("observedCells", table.table().observedCells());
        document.put("missingCells", missingCells(table.table()));
        document.put("method", model.method());
        document.put("members", model.members().size());
        document.put("seed", seed);
        document.put("seconds", seconds);
        document.put(
                "columns",
                table.columns().stream()
                        .map(column -> new TreeMap<>(Map.of(
                                "name", column.name(), "kind", kind(column, supports), "reason", column.reason())))
                        .toList());
        document.put("atoms", model.atoms());
        document.put("corrected", model.corrected());
        document.put("provenance", model.provenance().entries());
        return document;
    }

    private static long missingCells(Table table) {
        return (long) table.size() * table.features().size() - table.observedCells();
    }

    private void print(PrintWriter stdout, CsvTable table, ImputationModel model, double seconds, int bytes) {
        Table data = table.table();
        double cells = (double) data.size() * data.features().size();
        stdout.printf(
                Locale.ROOT,
                "%s: %d rows, %d features, %.1f%% of the cells missing%n",
                csv,
                data.size(),
                data.features().size(),
                100 * missingCells(data) / cells);
        printColumns(stdout, table.columns(), model.supports().words(model.features()));
        model.relations().words(model.features()).forEach(words -> stdout.println("  exact relation: " + words));
        if (!model.atoms().isEmpty()) {
            stdout.println("  many cells are exactly at: " + Wording.atoms(model.atoms()));
        }
        if (!model.corrected().isEmpty()) {
            stdout.println("  categories that follow other cells: " + Wording.some(model.corrected()));
        }
        printContext(stdout, model);
        stdout.printf(Locale.ROOT, "fitted %s in %.1f s; wrote %s, %d bytes%n", model.method(), seconds, out, bytes);
        stdout.flush();
    }

    private void printContext(PrintWriter stdout, ImputationModel model) {
        if (context.choice().isNone()) {
            return;
        }
        ContextTables tables = model.context();
        if (tables == null) {
            stdout.println("  earlier rows do not help: the model fills each row without them");
            return;
        }
        List<String> helped = new ArrayList<>();
        for (int j = 0; j < model.features().size(); j++) {
            if (!tables.features().get(j).isNone()) {
                helped.add(model.features().get(j).name());
            }
        }
        stdout.println("  filled with the key's earlier rows: " + Wording.some(helped));
    }

    /** Prints the columns; those of the same kind and reason share a line, so that wide tables stay readable. */
    private static void printColumns(PrintWriter stdout, List<Column> columns, Map<String, String> supports) {
        Map<String, List<String>> byKind = new LinkedHashMap<>();
        for (Column column : columns) {
            byKind.computeIfAbsent(kind(column, supports) + ", " + column.reason(), kind -> new ArrayList<>())
                    .add(column.name());
        }
        byKind.forEach((kind, names) -> stdout.println("  " + Wording.some(names) + ": " + kind));
    }

    /** {@code number}, or {@code number, at least 0} with the range of its filled values. */
    private static String kind(Column column, Map<String, String> supports) {
        String support = supports.get(column.name());
        return support == null ? column.kind() : column.kind() + ", " + support;
    }

    /** The ids of the methods, for the help. */
    static final class Methods implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return InferenceMethod.all().stream().map(InferenceMethod::id).iterator();
        }
    }
}
