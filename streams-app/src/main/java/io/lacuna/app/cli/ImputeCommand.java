package io.lacuna.app.cli;

import io.lacuna.app.cli.option.BoundsOptions;
import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.cli.option.ContextOptions;
import io.lacuna.app.cli.option.FillOptions;
import io.lacuna.app.cli.option.InferenceOptions;
import io.lacuna.app.cli.option.Output;
import io.lacuna.app.cli.option.ReadingOptions;
import io.lacuna.app.report.Reports;
import io.lacuna.app.table.ImputationReport;
import io.lacuna.app.table.ImputationRequest;
import io.lacuna.app.table.TableImputation;
import io.lacuna.app.table.WarmUp;
import io.lacuna.app.table.csv.JsonLines;
import io.lacuna.app.table.csv.StandardStreams;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lacuna impute}: fills the gaps of a CSV file. */
@Command(
        name = "impute",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Fill the gaps of a CSV file: same rows, columns and order; observed cells stay byte for byte.")
@SuppressWarnings("NullAway.Init") // picocli injects the options before anything runs.
final class ImputeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model file that 'lacuna fit' wrote.")
    private Path model;

    @Option(
            names = "--csv",
            required = true,
            paramLabel = "FILE",
            description = "The table; columns are matched by name.")
    private Path csv;

    @Option(names = "--out", paramLabel = "FILE", description = "The filled table to write.")
    private @Nullable Path outFile;

    @Option(
            names = "--in-place",
            description = "Fill the file of --csv itself, in place of --out. It is replaced at the end, as a whole.")
    private boolean inPlace;

    /** The table to write: one of the two. */
    private Path out;

    @Option(
            names = "--intervals",
            paramLabel = "MASS",
            description = "Append NAME:lower and NAME:upper for each column of numbers: the central interval with this "
                    + "probability, such as 0.9; empty where the cell was observed.")
    private @Nullable Double intervals;

    @Option(
            names = "--draws",
            paramLabel = "M",
            description =
                    "Also write M tables whose gaps are joint draws from the posterior of each record: for --out filled.csv, "
                            + "filled-1.csv to filled-M.csv.")
    private int draws;

    @Option(
            names = "--latents",
            paramLabel = "FILE",
            description = "Also write each record's latent code and log-likelihood.")
    private @Nullable Path latents;

    @Option(
            names = "--surprise",
            paramLabel = "FILE",
            description =
                    "Also write how surprising each observed cell is given the others of its record, in nats: which"
                            + " cell of an unusual record is wrong.")
    private @Nullable Path surprise;

    @Mixin
    private ContextOptions context = new ContextOptions();

    @Option(
            names = "--prime",
            paramLabel = "FILE",
            description = "A table with earlier rows of the same keys, such as the training table.")
    private @Nullable Path prime;

    @Mixin
    private BoundsOptions ranges = new BoundsOptions();

    @Mixin
    private FillOptions filling = new FillOptions();

    @Option(
            names = "--digits",
            paramLabel = "N",
            description = "Decimal places of filled numbers; default: as many as the column has, none"
                    + " for whole numbers.")
    private @Nullable Integer digits;

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Option(names = "--seed", defaultValue = "0", description = "Seed of the draws. Default ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private InferenceOptions inference = new InferenceOptions();

    @Option(names = "--json", description = "Print the result as JSON; times per record are measured after a warm-up.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write a report: one HTML file of what was filled where, with the numbers of --json.")
    private @Nullable Path page;

    @Override
    public Integer call() throws TableException {
        check();
        boolean prints = StandardStreams.isMeant(out);
        Path named = csv;
        csv = StandardStreams.input(csv, System.in);
        out = StandardStreams.output(out);
        ImputationModel fitted = ModelFile.read(model);
        JsonLines lines = JsonLines.of(csv);
        if (lines != null && draws > 0) {
            throw new CommandFailure(
                    "--draws writes CSV files, and " + csv + " is one of JSON lines; leave --draws out");
        }
        ImputationReport report = lines == null
                ? run(fitted, inference.of(model, fitted), csv, out)
                : fill(lines, fitted, inference.of(model, fitted));
        PrintWriter err = spec.commandLine().getErr();
        report.notes().forEach(note -> Output.note(err, note));
        PrintWriter stdout = prints ? err : spec.commandLine().getOut();
        Map<String, Object> document = document(fitted, report);
        if (page != null) {
            Reports.imputation(page, String.valueOf(named.getFileName()), document);
        }
        if (json) {
            Output.json(stdout, document);
        } else {
            stdout.printf(
                    Locale.ROOT,
                    "%s: filled %d cells in %d of %d records with %s, %.1f microseconds per record; wrote %s%n",
                    csv,
                    report.filledCells(),
                    report.recordsWithGaps(),
                    report.records(),
                    inference.method(fitted),
                    report.timings().micros(0.5),
                    prints ? "standard output" : out);
            stdout.flush();
        }
        if (prints) {
            StandardStreams.print(out, spec.commandLine().getOut());
        }
        return 0;
    }

    private Path chosenOut() {
        if (outFile == null && !inPlace) {
            throw new ParameterException(
                    spec.commandLine(), "give --out FILE, or --in-place to fill " + csv + " itself");
        }
        if (inPlace && outFile != null && !OutputFileCheck.same(csv, outFile)) {
            throw new ParameterException(spec.commandLine(), "give --out or --in-place, not both");
        }
        if (!inPlace && outFile != null && !StandardStreams.isMeant(outFile) && OutputFileCheck.same(csv, outFile)) {
            throw new CommandFailure("--out would overwrite --csv: " + csv
                    + "; give it another name, or --in-place where that is meant");
        }
        return outFile == null ? csv : outFile;
    }

    private void check() {
        out = chosenOut();
        if (intervals != null && !(intervals > 0 && intervals < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--intervals must lie between 0 and 1, not be " + intervals);
        }
        if (draws < 0 || draws > 1000) {
            throw new ParameterException(spec.commandLine(), "--draws must lie between 0 and 1000, not be " + draws);
        }
        if (digits != null && (digits < 0 || digits > 17)) {
            throw new ParameterException(spec.commandLine(), "--digits must lie between 0 and 17, not be " + digits);
        }
        if (draws > 0 && StandardStreams.isMeant(out)) {
            throw new ParameterException(
                    spec.commandLine(), "--draws writes files next to --out, which is standard output; name a file");
        }
        OutputFileCheck files = new OutputFileCheck().reads("--model", model);
        if (!inPlace) {
            files.reads("--csv", csv);
        }
        if (prime != null) {
            files.reads("--prime", prime);
        }
        if (!StandardStreams.isMeant(out)) {
            files.writes("--out", out);
        }
        for (int draw = 1; draw <= draws; draw++) {
            files.writes("draw " + draw, ImputationRequest.drawFile(out, draw));
        }
        if (latents != null) {
            files.writes("--latents", latents);
        }
        if (surprise != null) {
            files.writes("--surprise", surprise);
        }
        if (page != null) {
            files.writes("--report", page);
        }
    }

    private ImputationReport fill(JsonLines lines, ImputationModel fitted, InferenceSettings settings)
            throws TableException {
        Path filled = StandardStreams.temporary("filled-");
        ImputationReport report = run(fitted, settings, lines.table(), filled);
        lines.fill(filled, out);
        return report;
    }

    private ImputationReport run(ImputationModel fitted, InferenceSettings settings, Path from, Path to)
            throws TableException {
        ImputationRequest request = new ImputationRequest(
                from,
                to,
                intervals == null ? OptionalDouble.empty() : OptionalDouble.of(intervals),
                draws,
                Optional.ofNullable(latents),
                Optional.ofNullable(surprise),
                ranges.bounds(),
                filling.fill(),
                filling.leave(),
                digits == null ? OptionalInt.empty() : OptionalInt.of(digits),
                seed,
                settings,
                FitChoices.of(fitted.provenance(), reading),
                context.choice(fitted.provenance()),
                Optional.ofNullable(prime));
        if (json) {
            WarmUp.run(fitted, request);
        }
        try {
            return TableImputation.run(fitted, request);
        } catch (IllegalArgumentException refused) {
            throw new CommandFailure(model + ": " + refused.getMessage(), refused);
        }
    }

    private Map<String, Object> document(ImputationModel fitted, ImputationReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("out", out.toString());
        document.put("records", report.records());
        document.put("recordsWithGaps", report.recordsWithGaps());
        document.put("recordsWithoutValues", report.recordsWithoutValues());
        document.put("cellsFilled", report.filledCells());
        document.put("unknownCells", report.unknownCells());
        document.put("method", inference.method(fitted));
        document.put("members", fitted.members().size());
        document.put("meanSteps", report.meanSteps());
        document.put("convergedShare", report.convergedShare());
        document.put("medianMicros", report.timings().micros(0.5));
        document.put("p99Micros", report.timings().micros(0.99));
        document.put("meanLogLikelihood", report.meanLogLikelihood());
        document.put("notes", report.notes());
        document.put("rowsPerBlock", report.cells().rowsPerBlock());
        document.put("features", report.cells().entries());
        return document;
    }
}
