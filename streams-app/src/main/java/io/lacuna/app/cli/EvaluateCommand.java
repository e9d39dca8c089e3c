package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.cli.option.ContextOptions;
import io.lacuna.app.cli.option.InferenceOptions;
import io.lacuna.app.cli.option.LikelihoodOptions;
import io.lacuna.app.cli.option.Output;
import io.lacuna.app.cli.option.ReadingOptions;
import io.lacuna.app.report.Reports;
import io.lacuna.app.table.CsvTable;
import io.lacuna.app.table.EarlierRows;
import io.lacuna.app.table.TableProfile;
import io.lacuna.app.table.csv.JsonLines;
import io.lacuna.app.table.csv.StandardStreams;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.app.table.past.ContextChoice;
import io.lacuna.app.table.past.RowTimes;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.ContextEvaluation;
import io.lacuna.internal.evaluation.MaskedEvaluation;
import io.lacuna.internal.evaluation.MaskedEvaluation.FeatureScore;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.internal.model.TrainingStatistics;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lacuna evaluate}: measures how well a model fills cells whose values are known. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Hide observed cells of a CSV file, fill them, and print scores for each feature, with filling by means for comparison.")
@SuppressWarnings("NullAway.Init") // picocli injects the options before anything runs.
final class EvaluateCommand implements Callable<Integer> {
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
            description =
                    "A table with a header. Use one that the model was not fitted on; otherwise the scores are too good.")
    private Path csv;

    @Option(
            names = "--mask-rate",
            defaultValue = "0.2",
            description = "Share of the observed cells to hide. Default ${DEFAULT-VALUE}.")
    private double maskRate;

    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "Seed that chooses the hidden cells. Default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--mass",
            defaultValue = "0.9",
            description = "Probability of the intervals whose coverage is measured. Default ${DEFAULT-VALUE}.")
    private double mass;

    @Mixin
    private ContextOptions context = new ContextOptions();

    @Option(
            names = "--prime",
            paramLabel = "FILE",
            description = "A table with earlier rows of the same keys, such as the training table; not scored.")
    private @Nullable Path prime;

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Mixin
    private InferenceOptions inference = new InferenceOptions();

    @Mixin
    private LikelihoodOptions likelihood = new LikelihoodOptions();

    @Option(names = "--json", description = "Print the scores as JSON.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write a report: one HTML file with figures and the numbers of --json.")
    private @Nullable Path report;

    private final RowTimes.Keys keys = new RowTimes.Keys();

    /** Earlier rows of the keys, not scored; null if there are none. */
    private ContextEvaluation.@Nullable Earlier remembered;

    @Override
    public Integer call() throws TableException {
        if (!(maskRate > 0 && maskRate <= 1 && mass > 0 && mass < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--mask-rate must lie above 0 and at most at 1, --mass between 0 and 1");
        }
        if (report != null && likelihood.asked()) {
            throw new ParameterException(
                    spec.commandLine(), "--report is of hidden cells, and --bound hides none; leave one of them out");
        }
        if (report != null) {
            new OutputFileCheck().reads("--model", model).reads("--csv", csv).writes("--report", report);
        }
        ImputationModel fitted = ModelFile.read(model);
        InferenceSettings settings = inference.of(model, fitted);
        csv = JsonLines.asTable(StandardStreams.input(csv, System.in));
        TableProfile profile = TableProfile.read(csv, FitChoices.of(fitted.provenance(), reading));
        profile.notes().forEach(note -> Output.note(spec.commandLine().getErr(), note));
        Table truth = CsvTable.load(profile, fitted.features());
        if (likelihood.asked()) {
            BoundReport bounds = BoundReport.of(fitted, settings, truth, likelihood, seed);
            bounds.print(spec.commandLine().getOut(), csv, inference.method(fitted), json);
            return 0;
        }
        EarlierRows before = earlier(fitted);
        Timeline timeline = timeline(fitted, profile, before);
        Masks masks = timeline == null
                ? Masks.completelyAtRandom(truth, maskRate, Seeds.random(seed, "mask"))
                : Masks.cellsAndGaps(truth, timeline, maskRate, Seeds.random(seed, "mask"));
        if (masks.count() == 0) {
            throw new CommandFailure(csv + ": no observed cell was hidden; use a larger --mask-rate or another --seed");
        }
        double[] scale = TrainingStatistics.in(fitted.provenance(), fitted.features())
                .orElseGet(() -> TrainingStatistics.of(truth))
                .sd();
        ContextEvaluation inOrder = timeline == null
                ? null
                : ContextEvaluation.of(fitted, settings, truth, masks, timeline, remembered, scale, mass);
        MaskedEvaluation scores =
                inOrder == null ? MaskedEvaluation.of(fitted, settings, truth, masks, scale, mass) : inOrder.scores();
        MaskedEvaluation means =
                MaskedEvaluation.of(meanFill(fitted, masks), InferenceSettings.DEFAULT, truth, masks, scale, mass);
        Map<String, Object> document = document(fitted, truth, masks, scores, means);
        if (inOrder != null) {
            document.put("ages", AgeScores.entries(inOrder));
        }
        if (report != null) {
            Reports.evaluation(report, String.valueOf(csv.getFileName()), truth, document);
        }
        if (json) {
            Output.json(spec.commandLine().getOut(), document);
        } else {
            print(spec.commandLine().getOut(), truth, masks, scores, means);
            if (inOrder != null) {
                AgeScores.print(spec.commandLine().getOut(), inOrder);
            }
        }
        return 0;
    }

    /** A model that fills with means and most frequent categories, computed from the cells that are still observed. */
    private static ImputationModel meanFill(ImputationModel fitted, Masks masks) {
        return new ImputationModel(
                fitted.features(), List.of(new MarginalMember(Marginals.fit(masks.table()))), fitted.provenance());
    }

    /** When the rows were and whose they are; null where each row is filled by itself. */
    private @Nullable Timeline timeline(ImputationModel fitted, TableProfile profile, @Nullable EarlierRows earlier)
            throws TableException {
        ContextChoice choice = context.choice(fitted.provenance());
        PrintWriter err = spec.commandLine().getErr();
        if (fitted.context() == null || choice.isNone()) {
            return null;
        }
        RowTimes times = RowTimes.read(csv, profile.format(), choice, keys);
        times.notes(csv).forEach(note -> Output.note(err, note));
        if (earlier != null) {
            int[] places = earlier.times().before(times, choice.order() == ContextChoice.Order.TIME);
            long late = earlier.times().keys().length - earlier.times().withoutPast() - places.length;
            if (late > 0) {
                Output.note(err, EarlierRows.late(late, earlier.file(), csv));
            }
            remembered = new ContextEvaluation.Earlier(
                    earlier.table().select(places),
                    earlier.times().timeline(keys).select(places));
        }
        return times.timeline(keys);
    }

    private @Nullable EarlierRows earlier(ImputationModel fitted) throws TableException {
        ContextChoice choice = context.choice(fitted.provenance());
        if (prime == null) {
            return null;
        }
        if (fitted.context() == null || choice.isNone()) {
            Output.note(
                    spec.commandLine().getErr(),
                    "the rows of --prime are not used: "
                            + (fitted.context() == null
                                    ? "the model fills each row by itself"
                                    : "use --time, --key or --context rows"));
            return null;
        }
        return EarlierRows.read(prime, fitted.features(), FitChoices.of(fitted.provenance(), reading), choice, keys);
    }

    private Map<String, Object> document(
            ImputationModel fitted, Table truth, Masks masks, MaskedEvaluation scores, MaskedEvaluation means) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rows", truth.size());
        document.put("hiddenCells", masks.count());
        document.put("maskRate", maskRate);
        document.put("seed", seed);
        document.put("mass", mass);
        document.put("method", inference.method(fitted));
        document.put("total", entry(scores.total(), means.total()));
        List<Map<String, Object>> features = new ArrayList<>();
        for (int j = 0; j < scores.features().size(); j++) {
            features.add(entry(scores.features().get(j), means.features().get(j)));
        }
        document.put("features", features);
        document.put("worst", worst(truth.features(), scores));
        return document;
    }

    /** The cells that were filled worst, numbers first; rows count from 1. */
    private static List<Map<String, Object>> worst(Features features, MaskedEvaluation scores) {
        List<Map<String, Object>> worst = new ArrayList<>();
        for (MaskedEvaluation.WorstNumber cell : scores.worstNumbers()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("row", cell.row() + 1);
            entry.put("feature", features.get(cell.feature()).name());
            entry.put("value", cell.value());
            entry.put("filled", cell.mean());
            entry.put("sd", cell.sd());
            entry.put("error", cell.error());
            worst.add(entry);
        }
        for (MaskedEvaluation.WorstCategory cell : scores.worstCategories()) {
            Feature feature = features.get(cell.feature());
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("row", cell.row() + 1);
            entry.put("feature", feature.name());
            entry.put("value", feature.label(cell.value()));
            entry.put("filled", feature.label(cell.filled()));
            entry.put("probability", cell.probability());
            worst.add(entry);
        }
        return worst;
    }

    private static Map<String, Object> entry(FeatureScore score, FeatureScore mean) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("feature", score.feature());
        entry.put("cells", score.cells());
        entry.put("rmse", number(score, score.rmse()));
        entry.put("mae", number(score, score.mae()));
        entry.put("elastic", number(score, elastic(score)));
        entry.put("coverage", number(score, score.coverage()));
        entry.put("logDensity", number(score, score.logDensity()));
        entry.put("pit", score.cells() == 0 ? null : score.pit());
        entry.put("meanFillRmse", number(score, mean.rmse()));
        entry.put("meanFillMae", number(score, mean.mae()));
        entry.put("categories", score.categories());
        entry.put("errorRate", score.categories() == 0 ? null : score.errorRate());
        entry.put("modeFillErrorRate", score.categories() == 0 ? null : mean.errorRate());
        return entry;
    }

    /** The elastic metric of the papers: mean of |error| + error^2. */
    private static double elastic(FeatureScore score) {
        return score.mae() + score.rmse() * score.rmse();
    }

    private static @Nullable Double number(FeatureScore score, double value) {
        return score.cells() == 0 ? null : value;
    }

    private void print(PrintWriter out, Table truth, Masks masks, MaskedEvaluation scores, MaskedEvaluation means) {
        out.printf(
                Locale.ROOT,
                "%s: %d rows, %d cells hidden at rate %s, seed %d; errors in standard deviations of the training data%n",
                csv,
                truth.size(),
                masks.count(),
                maskRate,
                seed);
        int width = Math.max(
                7,
                truth.features().list().stream()
                        .mapToInt(feature -> Math.min(30, feature.name().length()))
                        .max()
                        .orElse(7));
        out.printf(
                Locale.ROOT,
                "%-" + width + "s %8s %8s %8s %8s %9s %8s %11s | %8s %8s %8s%n",
                "feature",
                "hidden",
                "rmse",
                "mae",
                "elastic",
                "coverage",
                "density",
                "mean rmse",
                "hidden",
                "wrong",
                "by mode");
        for (int j = 0; j < scores.features().size(); j++) {
            printScore(out, width, scores.features().get(j), means.features().get(j));
        }
        printScore(out, width, scores.total(), means.total());
        if (scores.total().cells() > 0) {
            out.printf(
                    Locale.ROOT,
                    "coverage: share of the true numbers inside their %s%% interval; %.3f is promised, %.3f was seen over all%n",
                    percent(mass),
                    mass,
                    scores.total().coverage());
        }
        out.println(
                "rmse, mae, elastic (mean of |error| + error^2): errors of numbers, in standard deviations of their column;"
                        + " density: mean log density;");
        out.println(
                "mean rmse: rmse of filling with the mean. Categories: share of wrong fills, and by mode: that of the most"
                        + " frequent category.");
        out.flush();
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    }

    private static void printScore(PrintWriter out, int width, FeatureScore score, FeatureScore mean) {
        String name = score.feature().length() <= 30
                ? score.feature()
                : score.feature().substring(0, 27) + "...";
        out.printf(Locale.ROOT, "%-" + width + "s ", name);
        if (score.cells() == 0) {
            out.printf(Locale.ROOT, "%8s %8s %8s %8s %9s %8s %11s |", "-", "-", "-", "-", "-", "-", "-");
        } else {
            out.printf(
                    Locale.ROOT,
                    "%8d %8.4f %8.4f %8.4f %9.3f %8.3f %11.4f |",
                    score.cells(),
                    score.rmse(),
                    score.mae(),
                    elastic(score),
                    score.coverage(),
                    score.logDensity(),
                    mean.rmse());
        }
        if (score.categories() == 0) {
            out.printf(Locale.ROOT, " %8s %8s %8s%n", "-", "-", "-");
        } else {
            out.printf(Locale.ROOT, " %8d %8.4f %8.4f%n", score.categories(), score.errorRate(), mean.errorRate());
        }
    }
}
