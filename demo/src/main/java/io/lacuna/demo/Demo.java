package io.lacuna.demo;

import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.RuntimeKeys;
import io.lacuna.app.site.StreamSite;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.app.trainer.Trainer;
import io.lacuna.app.trainer.TrainerLoop;
import io.lacuna.demo.feed.Feed;
import io.lacuna.demo.feed.SensorNetwork;
import io.lacuna.demo.feed.TableFeed;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The whole loop on this machine, from an empty broker to a verdict.
 *
 * <p>Records arrive. Generation 1 is fitted to the first records; the stream is paused until then and fills gaps from
 * then on. The sensors drift. The trainer publishes a generation that was fitted after the drift, and the stream takes
 * it over while it runs. At the end the topics are audited. {@link #close} may be called from any thread, and leaves
 * nothing behind.
 */
public final class Demo implements AutoCloseable {
    private static final long CHECK_MS = 250;

    /** The number of filled cells of a feature from which on its errors are compared: fewer say too little. */
    private static final int FEWEST = 1000;

    /** Standard errors beyond which a difference is not chance. */
    private static final double SURE = 2;

    private final DemoOptions options;
    private final PrintWriter out;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    public Demo(DemoOptions options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs the demo; with {@code keep} it returns only when it is interrupted.
     *
     * @return whether the verdict is good
     * @throws TableException if the table cannot be used
     * @throws SetupException if something cannot be started, or fails during the run
     */
    public boolean run() throws TableException, InterruptedException {
        try {
            return run(feed());
        } catch (RuntimeException broken) {
            if (isClosed()) {
                return false; // Failures during close do not matter.
            }
            throw broken;
        }
    }

    private boolean run(Feed feed) throws TableException, InterruptedException {
        View view = opened(TerminalView.suits() ? new TerminalView(out) : new PlainView(out));
        int port = options.port() == 0 ? freePort() : options.port();
        DemoPlan plan = DemoPlan.of(feed, options);
        String topic = options.csv() == null ? "sensors" : "rows";
        view.event("starting a Kafka broker in a JVM of its own, and a schema registry ...");
        DemoCluster cluster = opened(DemoCluster.start(topic));
        LacunaConfig config =
                cluster.config(plan.keys(topic, options)).with(Map.of(RuntimeKeys.HTTP_PORT, Integer.toString(port)));
        SchemaRegistry registry = opened(SchemaRegistries.open(config.registrySettings()));
        view.event("broker " + cluster.bootstrapServers() + ", registry " + cluster.registryUrl()
                + "; with one broker only, exactly-once outlives Lacuna's crashes but not the broker's loss");
        StreamApp app = opened(StreamApp.start(config, registry));
        StreamSite site = opened(StreamSite.open(config, app, registry));
        view.event("watch it at http://127.0.0.1:" + site.port() + "/");
        FillScores scores = new FillScores(feed.features());
        ModelAlone alone = new ModelAlone(feed.features(), app.catalog()::newest, config.inferenceSettings());
        Scoreboard board = opened(new Scoreboard(config, registry, feed.features(), scores, alone));
        Sender sender = opened(new Sender(config, registry, feed, scores, board, plan));
        DemoWatch watch = new DemoWatch(feed, plan, view, app, board, scores, sender);
        start("demo-scoreboard", board);
        start("demo-sender", sender);
        view.event("sending " + feed.size() + " records to topic " + topic + "; the stream waits for a first model");
        while (sender.sent() < plan.backlog() && watch.check()) {
            TimeUnit.MILLISECONDS.sleep(CHECK_MS);
        }
        TrainerLoop trainer = trainer(config, registry, watch);
        while (watch.check()) {
            TimeUnit.MILLISECONDS.sleep(CHECK_MS);
            if (watch.wantsRefit()) {
                trainer.trigger();
            }
        }
        trainer.close();
        view.close();
        watch.requireSound();
        AuditReport audit = new PipelineAudit(config, registry, AuditSettings.DEFAULT).run();
        boolean passed = conclude(watch, audit, scores, sender);
        if (options.keep()) {
            trainer(config, registry, watch);
            keep(config, site);
        }
        return passed;
    }

    /** A port that is free now, so that the address is known before anything has started. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new SetupException("there is no free port: " + none.getMessage(), none);
        }
    }

    private Feed feed() throws TableException {
        if (options.csv() != null) {
            return TableFeed.read(options.csv(), ColumnChoices.NONE, options.hidden(), options.seed());
        }
        return new SensorNetwork(options.seed(), options.records(), DemoPlan.driftOf(options.records()));
    }

    private TrainerLoop trainer(LacunaConfig config, SchemaRegistry registry, DemoWatch watch) {
        Trainer trainer = opened(new Trainer(config, registry));
        TrainerLoop loop = opened(new TrainerLoop(config, trainer, watch::heard, watch::trainerFailed));
        start("demo-trainer", loop);
        return loop;
    }

    private boolean conclude(DemoWatch watch, AuditReport audit, FillScores scores, Sender sender)
            throws TableException {
        Verdict verdict = Verdict.of(audit, sender.sent(), sender.poison());
        ServingGeneration refit = watch.refit();
        if (options.csv() == null) {
            verdict.claim(
                    audit.byGeneration().size() >= 2
                            && refit != null
                            && audit.byGeneration().containsKey(refit.number()),
                    "records filled by generation: %s; fitted after the drift: %s",
                    audit.byGeneration(),
                    refit == null ? "none" : Long.toString(refit.number()));
        } else {
            verdict.claim(!audit.byGeneration().isEmpty(), "records filled by generation: %s", audit.byGeneration());
        }
        compare(verdict, scores);
        DemoReport report = new DemoReport(out);
        report.print(scores, audit, verdict);
        if (options.report() != null) {
            report.write(options.report(), scores, verdict);
        }
        return verdict.passed();
    }

    /** Claims about errors; the rows of a table have no key, and what is hidden of them has no order. */
    private void compare(Verdict verdict, FillScores scores) {
        FillScores.Score error = scores.continuous();
        if (error.cells() == 0) {
            return;
        }
        verdict.claim(
                error.lacuna() < error.mean(),
                "error of the filled numbers %.3f, filling with column means %.3f",
                error.lacuna(),
                error.mean());
        if (options.csv() != null) {
            return;
        }
        verdict.claim(
                error.lacuna() < Math.min(error.carried(), error.alone()),
                "carrying the last value of a station forward %.3f, the same models without the stations' past %.3f",
                error.carried(),
                error.alone());
        List<FillScores.Score> scored = scores.scores().stream()
                .filter(score -> score.cells() >= FEWEST)
                .toList();
        if (scored.isEmpty()) {
            return;
        }
        List<String> behind = scored.stream()
                .map(FillScores.Score::name)
                .filter(feature -> scores.lead(feature) < -SURE)
                .toList();
        long ahead = scored.stream()
                .filter(score -> score.lacuna() < Math.min(score.carried(), score.alone()))
                .count();
        verdict.claim(
                behind.isEmpty(),
                "ahead of both on %d of %d features with %d filled cells or more; behind by more than %.0f standard errors on %s",
                ahead,
                scored.size(),
                FEWEST,
                SURE,
                behind.isEmpty() ? "none" : String.join(", ", behind));
    }

    private void keep(LacunaConfig config, StreamSite site) throws InterruptedException {
        String keys = "-D bootstrap.servers=" + config.bootstrapServers() + " -D schema.registry.url="
                + config.schemaRegistryUrl() + " -D input.topic=" + config.inputTopic();
        out.println();
        out.println("everything stays up until you press Ctrl-C:");
        out.println("  http://" + config.http().host() + ":" + site.port() + "/ in a browser");
        out.println("  curl http://" + config.http().host() + ":" + site.port() + "/api/status");
        out.println("  ./lacuna consume " + keys + " --limit 3");
        out.println("  ./lacuna models list " + keys);
        out.println("  ./lacuna train --once " + keys);
        out.println("  ./lacuna verify " + keys);
        out.println("  topics: " + config.inputTopic() + ", " + config.imputedTopic() + ", " + config.latentsTopic()
                + ", " + config.scoresTopic() + ", " + config.deadLetterTopic() + ", " + config.modelsTopic()
                + ", " + config.eventsTopic());
        out.println("  the demo's stream and trainer go on as well; a stream of yours takes another input.topic and"
                + " application.id, and -D http.port=0");
        out.flush();
        while (true) {
            TimeUnit.MINUTES.sleep(1);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Registers a part to be closed, newest first. Closes it at once if the demo is already closed. */
    private <T extends AutoCloseable> T opened(T part) {
        synchronized (open) {
            if (!closed) {
                open.push(part);
                return part;
            }
        }
        close(part);
        throw new SetupException("the demo was stopped");
    }

    private boolean isClosed() {
        synchronized (open) {
            return closed;
        }
    }

    @Override
    public void close() {
        Deque<AutoCloseable> parts;
        synchronized (open) {
            closed = true;
            parts = new ArrayDeque<>(open);
            open.clear();
        }
        parts.forEach(Demo::close);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception late) {
            // The other parts must still be closed; the JVM releases what could not be closed.
        }
    }
}
