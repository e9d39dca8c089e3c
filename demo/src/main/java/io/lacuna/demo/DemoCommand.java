package io.lacuna.demo;

import io.lacuna.app.cli.ExtraCommand;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.inference.InferenceMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lacuna demo}: the whole loop on this machine, with a verdict. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs everything on this machine: a Kafka broker, a schema registry, sensors that lose cells and"
                + " drift, the stream and the trainer; ends with a verdict and exit status 0 or 1.")
final class DemoCommand implements Callable<Integer> {
    /** Adds the command to the command line. */
    public static final class Extra implements ExtraCommand {
        @Override
        public Object command() {
            return new DemoCommand();
        }
    }

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Sends the rows of this table instead of sensor records.")
    private @Nullable Path csv;

    @Option(
            names = "--hide",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Share of the table's observed cells to hide and score (default: ${DEFAULT-VALUE}).")
    private double hidden;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Number of sensor records (default: ${DEFAULT-VALUE}).")
    private long records;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Records per second; 0 spreads them over half a minute.")
    private double rate;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the page, health, metrics, status and calls; 0 for any free port.")
    private int port;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of all random choices (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Method to fit with; empty for the default.")
    private String method = "";

    @Option(
            names = "--budget",
            paramLabel = "SECONDS",
            defaultValue = "4",
            description = "Approximate time of a fit, in seconds (default: ${DEFAULT-VALUE}).")
    private double budgetSeconds;

    @Option(names = "--keep", description = "Leaves everything running after the verdict, until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write the verdict with its figures: one HTML file that opens offline.")
    private @Nullable Path report;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws TableException, InterruptedException {
        require(records >= 1, "--records must be at least 1");
        require(hidden >= 0 && hidden < 1, "--hide must be from 0 to below 1");
        require(rate >= 0 && budgetSeconds > 0, "--rate and --budget must be positive");
        require(port >= 0 && port <= 65535, "--port must be from 0 to 65535");
        if (!method.isEmpty()) {
            try {
                InferenceMethod.listOf(method);
            } catch (IllegalArgumentException unknown) {
                require(false, String.valueOf(unknown.getMessage()));
            }
        }
        Duration budget = Duration.ofMillis(Math.max(1, (long) (1000 * budgetSeconds)));
        DemoOptions options = new DemoOptions(csv, hidden, records, rate, port, seed, method, budget, keep, report);
        try (Demo demo =
                new Demo(options, Objects.requireNonNull(spec).commandLine().getOut())) {
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "lacuna-stop"));
            return demo.run() ? 0 : 1;
        }
    }

    private void require(boolean held, String message) {
        if (!held) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
        }
    }
}
