package io.lacuna.internal.training;

import io.lacuna.data.Feature;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.SupportRules;
import io.lacuna.internal.inference.MemberWeights;
import io.lacuna.internal.inference.relation.LinearRelations;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.model.TrainingStatistics;
import io.lacuna.internal.training.boosting.BoostedTreesTrainer;
import io.lacuna.internal.training.context.CalendarChoice;
import io.lacuna.internal.training.context.ContextFitter;
import io.lacuna.internal.training.context.ContextProvenance;
import io.lacuna.internal.training.labels.LabelTrainer;
import io.lacuna.internal.training.mixture.LowRankTrainer;
import io.lacuna.internal.training.mixture.RelayMixtureTrainer;
import io.lacuna.internal.training.neural.NeuralTrainer;
import io.lacuna.internal.training.relation.RelationFinder;
import io.lacuna.model.Provenance;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The trainer of each inference method, and the one way to fit a model. Safe for concurrent use. */
public final class Trainers {
    /** The small model of a stretch's other rows gets this part of the budget. */
    private static final int SHARE_FOR_FOLD = 8;

    /** The small model that finds the calendar's cycles gets this part of the budget. */
    private static final int SHARE_FOR_CALENDAR = 8;

    private Trainers() {}

    private static MemberTrainer trainer(InferenceMethod method, Table table) {
        if (method instanceof NeuralMethod neural) {
            return new NeuralTrainer(neural);
        }
        return switch ((ClosedFormMethod) method) {
            case RELAY_MIXTURE -> new LabelTrainer(isWide(table) ? new LowRankTrainer() : new RelayMixtureTrainer());
            case BOOSTED_TREES -> new BoostedTreesTrainer();
            case MARGINAL -> (rows, settings, progress) -> new MarginalMember(Marginals.fit(rows));
        };
    }

    /**
     * Checks that the libraries needed for the methods are installed: closed-form methods need none, neural ones need
     * ND4J.
     *
     * @throws MissingLibraryException if one is missing; the message is for the user
     */
    public static void requireLibraries(List<InferenceMethod> methods) {
        for (InferenceMethod method : methods) {
            if (method instanceof NeuralMethod && !NeuralTrainer.isInstalled()) {
                throw new MissingLibraryException("method " + method.id()
                        + " is fitted with ND4J, which is not installed"
                        + " here; choose " + InferenceMethod.DEFAULT_ID + ", or fit with the whole distribution,"
                        + " lacuna-VERSION.zip");
            }
        }
    }

    private static boolean isWide(Table table) {
        long continuous =
                table.features().list().stream().filter(Feature::isContinuous).count();
        return continuous > LowRankTrainer.FROM_FEATURES;
    }

    /**
     * Fits a model. Each of several methods gives one member and gets an equal share of the budget; the predictions of
     * the members are averaged.
     *
     * @throws IllegalArgumentException if an option or the table does not fit; the message is for the user
     * @throws MissingLibraryException as {@link #requireLibraries}
     */
    public static ImputationModel fit(Table table, FitSettings settings, Progress progress) {
        return fit(table, settings, progress, null);
    }

    /**
     * Fits a model. It starts from an earlier model if the method supports that and the features are the same.
     *
     * @param previous the earlier model, or null to start from scratch
     * @throws IllegalArgumentException as {@link #fit(Table, FitSettings, Progress)}
     * @throws MissingLibraryException as {@link #requireLibraries}
     */
    public static ImputationModel fit(
            Table table, FitSettings settings, Progress progress, @Nullable ImputationModel previous) {
        return fit(table, null, settings, progress, previous);
    }

    /**
     * Fits a model, and also its context if the rows have times and keys.
     *
     * @param timeline time and key of the table's rows; null if rows are filled without earlier rows
     * @param previous the earlier model, or null to start from scratch
     * @throws IllegalArgumentException as {@link #fit(Table, FitSettings, Progress)}
     * @throws MissingLibraryException as {@link #requireLibraries}
     */
    public static ImputationModel fit(
            Table table,
            @Nullable Timeline timeline,
            FitSettings asked,
            Progress progress,
            @Nullable ImputationModel previous) {
        FitSettings settings = AddedTrees.methodsOfPreset(asked);
        if (table.observedCells() == 0) {
            throw new IllegalArgumentException("nothing to learn from: no cell of the table has a value");
        }
        List<InferenceMethod> methods = settings.methods();
        requireLibraries(methods);
        Map<String, String> made = new TreeMap<>();
        made.put("fit.method", InferenceMethod.ids(methods, "+"));
        made.put("fit.seed", Long.toString(settings.seed()));
        made.put("fit.rows", Integer.toString(table.size()));
        made.put("fit.observed.cells", Long.toString(table.observedCells()));
        asked.options().forEach((key, value) -> made.put("fit.option." + key, value));
        made.putAll(TrainingStatistics.of(table).entries());
        made.put("java.version", Runtime.version().toString());
        made.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        made.put("fit.warm.start", Boolean.toString(previous != null));
        LinearRelations relations = relations(table, settings);
        if (!relations.isNone()) {
            made.put("fit.relations", String.join("; ", relations.words(table.features())));
        }
        Table completed = relations.complete(table);
        Calendar calendar = timeline == null ? Calendar.NONE : calendar(completed, timeline, settings);
        Table columns = timeline == null ? completed : calendar.behind(completed, timeline.times());
        List<Member> members = new ArrayList<>();
        List<FitSettings> parts = new ArrayList<>();
        for (int i = 0; i < methods.size(); i++) {
            double before = i;
            Progress share = (done, what) -> progress.report((before + done) / methods.size(), what);
            MemberTrainer trainer = trainer(methods.get(i), columns);
            FitSettings own = methods.size() == 1 ? settings : part(settings, i);
            parts.add(own);
            members.add(
                    previous == null ? trainer.fit(columns, own, share) : trainer.refit(columns, own, share, previous));
        }
        MemberWeights weights = null;
        List<InferenceMethod> kept = methods;
        if (methods.equals(List.of(ClosedFormMethod.RELAY_MIXTURE)) && isWide(columns)) {
            progress.report(1, "weight of the means");
            Member mixture = members.get(0);
            AddedMeans added = AddedMeans.weigh(
                    mixture, rowPredictors(members, columns, parts).get(0), columns, settings.seed());
            weights = added.weights();
            members = added.members();
            kept = members.size() == 1 ? methods : List.of(ClosedFormMethod.RELAY_MIXTURE, ClosedFormMethod.MARGINAL);
            if (weights != null) {
                made.put("fit.marginal.weights", added.words());
            }
        }
        if (AddedTrees.areAmong(methods)) {
            progress.report(1, "weight of the boosted trees");
            AddedTrees added = AddedTrees.weigh(members, rowPredictors(members, columns, parts), columns, settings);
            weights = added.weights();
            kept = added.members().size() == methods.size() ? methods : AddedTrees.without(methods);
            members = added.members();
            made.put("fit.boosted-trees.weights", added.words(methods));
        }
        ContextTables context = null;
        if (timeline != null) {
            progress.report(1, "context from earlier rows");
            List<Supplier<RowPredictor>> predictors = new ArrayList<>();
            for (int i = 0; i < kept.size(); i++) {
                // The means of a wide table are added to the only method and have no settings of their own.
                FitSettings own = parts.get(Math.max(0, methods.indexOf(kept.get(i))));
                predictors.add(predictors(kept.get(i), members.get(i), columns, timeline, own));
            }
            ContextTables fitted = new ContextFitter(
                            columns,
                            table.features(),
                            timeline,
                            AverageRows.of(predictors, weights),
                            settings.seed(),
                            settings.threads())
                    .fit(calendar);
            made.putAll(ContextProvenance.entries(table.features(), timeline, fitted));
            context = fitted.isNone() ? null : fitted;
        }
        return new ImputationModel(
                table.features(),
                members,
                new Provenance(new TreeMap<>(made)),
                context,
                SupportRules.infer(table),
                relations,
                weights);
    }

    /** The relations between the numbers; none for the baseline, which knows each feature alone. */
    private static LinearRelations relations(Table table, FitSettings settings) {
        boolean alone = settings.methods().equals(List.of(ClosedFormMethod.MARGINAL));
        return alone ? LinearRelations.NONE : RelationFinder.find(table);
    }

    /** Predictors of the table's rows by the parts of each member that were not fitted to a row. */
    private static List<Supplier<RowPredictor>> rowPredictors(
            List<Member> members, Table columns, List<FitSettings> parts) {
        List<Supplier<RowPredictor>> predictors = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            FitSettings own = parts.get(i);
            predictors.add(trainer(own.methods().get(0), columns).rowPredictors(members.get(i), columns, own));
        }
        return predictors;
    }

    /** What a method says of rows that it was not fitted to, as far as that is worth its time. */
    private static Supplier<RowPredictor> predictors(
            InferenceMethod method, Member member, Table columns, Timeline timeline, FitSettings settings) {
        if (!(method instanceof ClosedFormMethod closed) || !FoldRows.areEnough(columns)) {
            return trainer(method, columns).rowPredictors(member, columns, settings);
        }
        FitSettings small = new FitSettings(
                List.of(method),
                settings.seed(),
                settings.budget().dividedBy(SHARE_FOR_FOLD),
                settings.threads(),
                closed == ClosedFormMethod.RELAY_MIXTURE ? Map.of("preset", "fast") : Map.of());
        return FoldRows.of(columns, timeline, part -> trainer(method, part).fit(part, small, Progress.SILENT));
    }

    /** The calendar cycles that explain the residuals of a small model. */
    private static Calendar calendar(Table table, Timeline timeline, FitSettings settings) {
        if (!CalendarChoice.isWorthATry(timeline)) {
            return Calendar.NONE;
        }
        FitSettings small = new FitSettings(
                List.of(ClosedFormMethod.RELAY_MIXTURE),
                settings.seed(),
                settings.budget().dividedBy(SHARE_FOR_CALENDAR),
                settings.threads(),
                Map.of("preset", "fast"));
        MemberTrainer trainer = trainer(ClosedFormMethod.RELAY_MIXTURE, table);
        Member member = trainer.fit(table, small, Progress.SILENT);
        return CalendarChoice.of(
                table, timeline, trainer.rowPredictors(member, table, small), settings.seed(), settings.threads());
    }

    /** The settings of one of several methods: its share of the budget, and its own options. */
    private static FitSettings part(FitSettings settings, int index) {
        List<InferenceMethod> methods = settings.methods();
        InferenceMethod method = methods.get(index);
        Map<String, String> own = new HashMap<>();
        settings.options().forEach((key, value) -> {
            int dot = InferenceMethod.all().stream()
                    .filter(each -> key.startsWith(each.id() + "."))
                    .mapToInt(each -> each.id().length() + 1)
                    .max()
                    .orElse(0);
            boolean named =
                    key.startsWith(method.id() + ".") && dot == method.id().length() + 1;
            if (dot == 0 ? index == 0 : named) {
                own.put(key.substring(dot), value);
            }
        });
        return new FitSettings(
                List.of(method), settings.seed(), AddedTrees.budget(settings, method), settings.threads(), own);
    }
}
