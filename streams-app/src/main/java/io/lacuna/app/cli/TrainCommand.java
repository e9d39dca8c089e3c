package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.cli.option.ConfigOptions;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.cluster.InputSummary;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.site.TrainerSite;
import io.lacuna.app.stream.meters.BuildInfo;
import io.lacuna.app.trainer.Trainer;
import io.lacuna.app.trainer.TrainerLoop;
import io.lacuna.app.trainer.TrainerMeters;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.internal.training.Trainers;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.training.Progress;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lacuna train}: refits from the input topic, once or until it is stopped. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Fits a model to the newest records of input.topic and publishes it if it is better than the one"
                + " that serves. Repeats this every trainer.interval.ms until it is stopped (Ctrl-C, SIGTERM).")
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--once",
            description = "Refit once. Exit status 0 if a generation was published or refused; 1 if there"
                    + " was nothing to fit.")
    private boolean once;

    @Spec
    private @Nullable CommandSpec spec;

    private String fields = "";

    @Override
    public Integer call() {
        LacunaConfig config = options.load();
        Trainers.requireLibraries(config.trainer().fit().settings().methods());
        try (Cluster cluster = Cluster.connect(config)) {
            cluster.inputPartitions();
            cluster.ensureModelsTopic();
        }
        try (SchemaRegistry registry = KafkaSettings.openRegistry(config)) {
            printFields(config, registry);
            return train(config, registry);
        }
    }

    private void printFields(LacunaConfig config, SchemaRegistry registry) {
        if (config.trainer().window().files().isEmpty()) {
            // Topics that a pattern selects are known when the first window is read.
            List<InputSummary> topics = InputSummary.of(
                    config,
                    KafkaSettings.avroSchemas(config, registry),
                    config.trainerTopics().among(List.of()));
            InputSummary.words(topics).ifPresent(this::say);
            topics.forEach(topic -> topic.warnings().forEach(warning -> say("check: " + warning)));
        }
    }

    private int train(LacunaConfig config, SchemaRegistry registry) {
        try (Trainer trainer = new Trainer(config, registry)) {
            return once ? once(trainer) : loop(config, trainer, registry);
        }
    }

    private int once(Trainer trainer) {
        Trainer.Run run;
        try {
            run = trainer.run(Progress.SILENT);
        } catch (RegistryUnavailableException | IllegalArgumentException unfit) {
            throw new CommandFailure(String.valueOf(unfit.getMessage()), unfit);
        }
        if (run instanceof Trainer.Run.Skipped skipped) {
            throw new CommandFailure("nothing was fitted: " + skipped.reason());
        }
        sayFields(trainer);
        say(run.words());
        return 0;
    }

    /** Prints which fields are filled where only records say it, once. */
    private void sayFields(Trainer trainer) {
        if (!trainer.fields().equals(fields)) {
            fields = trainer.fields();
            say(fields);
        }
    }

    private int loop(LacunaConfig config, Trainer trainer, SchemaRegistry schemas) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        BuildInfo.register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        TrainerMeters meters = new TrainerMeters(registry, config.clock());
        TrainerLoop loop = new TrainerLoop(
                config,
                trainer,
                run -> {
                    meters.ran(run);
                    tell(trainer, run);
                },
                failure -> {
                    meters.failed(failure);
                    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
                    err.println("lacuna: " + failure);
                    err.flush();
                });
        Thread stop = new Thread(() -> loop.close(config.shutdownTimeoutMs()), "lacuna-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        TrainerSite site = config.trainerHttpPort() < 0
                ? null
                : TrainerSite.open(config, schemas, () -> meters.status(loop), meters::notReady, registry::scrape);
        try {
            say("refitting from " + config.trainerTopics().words() + " every "
                    + config.trainer().schedule().intervalMs() + " ms"
                    + (site == null
                            ? ""
                            : "; page and status on http://" + config.http().host() + ":" + site.port() + "/"));
            loop.run();
        } finally {
            if (site != null) {
                site.close();
            }
        }
        return 0;
    }

    private void tell(Trainer trainer, Trainer.Run run) {
        sayFields(trainer);
        say(run.words());
    }

    private void say(String line) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
