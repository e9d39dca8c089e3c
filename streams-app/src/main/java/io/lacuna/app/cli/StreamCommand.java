package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.cli.option.ConfigOptions;
import io.lacuna.app.config.HttpSettings;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.app.config.Secrets;
import io.lacuna.app.site.StreamSite;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.app.stream.failure.StreamDeaths;
import io.lacuna.app.table.column.Wording;
import io.lacuna.app.web.WebServer;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.TrainingStatistics;
import io.lacuna.internal.registry.SchemaRegistry;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lacuna stream}: fills the gaps of a topic until it is stopped. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        description = "Fills the gaps of the records of input.topic until it is stopped (Ctrl-C, SIGTERM).")
final class StreamCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LacunaConfig config = options.load();
        StreamDeaths.keepQuiet();
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        try (SchemaRegistry registry = KafkaSettings.openRegistry(config)) {
            Ending ending = run(config, registry, out);
            while (ending.again()) {
                say(out, "restarting: " + ending.failure());
                ending = run(config, registry, out);
            }
            say(out, "stopped");
            if (ending.failure() != null) {
                throw new CommandFailure("the stream stopped: " + ending.failure());
            }
            return 0;
        }
    }

    /**
     * @param failure why the stream ended; null where a stop was requested
     * @param again whether a new start is enough to recover
     */
    private record Ending(@Nullable String failure, boolean again) {}

    private static Ending run(LacunaConfig config, SchemaRegistry registry, PrintWriter out)
            throws InterruptedException {
        try (StreamApp app = StreamApp.start(config, registry)) {
            Thread stop = new Thread(app::close, "lacuna-stop");
            Runtime.getRuntime().addShutdownHook(stop);
            HttpSettings http = config.http();
            StreamSite site = http.isOn() ? StreamSite.open(config, app, registry) : null;
            WebServer health = health(http, app);
            say(
                    out,
                    "reading " + config.inputTopics().words() + ", writing " + config.imputedTopic()
                            + address("page and status", http, site == null ? -1 : site.port(), "/")
                            + address("health", http, health == null ? -1 : health.port(), "/health/ready"));
            app.fields().ifPresent(fields -> say(out, fields));
            app.warnings().forEach(warning -> say(out, "check: " + warning));
            Thread told = new Thread(() -> printReadiness(out, app, config), "lacuna-readiness");
            told.setDaemon(true);
            told.start();
            String failure = app.awaitEnd();
            if (site != null) {
                site.close();
            }
            if (health != null) {
                health.close();
            }
            boolean again = failure != null && app.mustReadModelsAnew();
            if (again) {
                Runtime.getRuntime().removeShutdownHook(stop);
            }
            return new Ending(failure, again);
        }
    }

    private static @Nullable WebServer health(HttpSettings http, StreamApp app) {
        return http.isHealthApart()
                ? WebServer.listen(http.host(), http.healthPort(), RuntimeKeys.HTTP_HEALTH_PORT)
                        .allow(http.hosts())
                        .hide(Secrets::hide)
                        .health(app::isAlive, app::notReady)
                        .start()
                : null;
    }

    private static String address(String what, HttpSettings http, int port, String path) {
        return port < 0 ? "" : "; " + what + " on http://" + http.host() + ":" + port + path;
    }

    /** Prints one line each time the reasons for not filling records change, or another generation serves. */
    private static void printReadiness(PrintWriter out, StreamApp app, LacunaConfig config) {
        String before = "";
        String rangesBefore = "";
        long fieldsOf = -1;
        Set<Long> told = new HashSet<>();
        try {
            while (app.isAlive()) {
                if (app.catalog().newest() != null) {
                    for (GenerationState.Rejected rejected : app.rejections()) {
                        if (told.add(rejected.number())) {
                            say(out, "generation " + rejected.number() + " does not serve: " + rejected.reason());
                        }
                    }
                }
                app.news().forEach(line -> say(out, line));
                List<String> reasons = app.notReady();
                ServingGeneration newest = app.catalog().newest();
                String now = reasons.isEmpty() && newest != null
                        ? "ready: generation " + newest.number() + " serves"
                        : "waiting: " + String.join("; ", reasons);
                if (!now.equals(before)) {
                    say(out, now);
                    before = now;
                }
                if (newest != null
                        && newest.number() != fieldsOf
                        && !config.recordFormat().hasSchemas()) {
                    fieldsOf = newest.number();
                    say(out, "fills " + names(newest.model().features()) + "; other fields pass through");
                }
                String ranges = newest == null ? rangesBefore : ranges(newest.model(), config.bounds());
                if (!ranges.equals(rangesBefore)) {
                    say(out, ranges);
                    rangesBefore = ranges;
                }
                TimeUnit.MILLISECONDS.sleep(500);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String names(Features features) {
        return Wording.some(features.list().stream().map(Feature::name).toList());
    }

    /** Fields that are not filled, ranges of filled numbers, and their atoms; empty if there are none. */
    static String ranges(ImputationModel model, Map<String, Support> bounds) {
        Map<String, String> words =
                model.supports().with(model.features(), bounds).words(model.features());
        Set<String> unlearned = TrainingStatistics.unlearned(model);
        String left = unlearned.isEmpty()
                ? ""
                : "never observed in training, and left: " + Wording.some(List.copyOf(unlearned));
        List<String> said = new ArrayList<>();
        if (!left.isEmpty()) {
            said.add(left);
        }
        if (!words.isEmpty()) {
            said.add("filled numbers keep their ranges: "
                    + Wording.some(words.entrySet().stream()
                            .map(range -> range.getKey() + " " + range.getValue())
                            .toList()));
        }
        if (!model.atoms().isEmpty()) {
            said.add("many cells are exactly at: " + Wording.atoms(model.atoms()));
        }
        return String.join("; ", said);
    }

    private static void say(PrintWriter out, String line) {
        out.println(Secrets.hide(line));
        out.flush();
    }
}
