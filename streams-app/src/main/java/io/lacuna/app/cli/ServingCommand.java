package io.lacuna.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.site.StatusCall;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lacuna models serving}: asks the instances of a stream which generation each of them serves. */
@Command(
        name = "serving",
        mixinStandardHelpOptions = true,
        description = "Asks instances of a stream, by their HTTP addresses, which generation each serves."
                + " Exit status 0 if all answer and serve the same generation.")
final class ServingCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "URL",
            arity = "1..*",
            description = "http.host and http.port of an instance, such as http://127.0.0.1:8088.")
    private List<String> urls = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    private final StatusCall call = new StatusCall();

    /** The status of one instance; generation is null where it serves none. */
    private record InstanceStatus(String url, @Nullable Long generation, long imputed, String state) {}

    @Override
    public Integer call() throws InterruptedException {
        List<String> silent = new ArrayList<>();
        TreeSet<String> generations = new TreeSet<>();
        out().printf("%-32s %-10s %12s  %s%n", "INSTANCE", "GENERATION", "RECORDS", "STATE");
        for (String url : urls) {
            try {
                InstanceStatus instance = ask(url);
                String generation = instance.generation() == null ? "none" : String.valueOf(instance.generation());
                generations.add(generation);
                out().printf(
                                "%-32s %-10s %12d  %s%n",
                                instance.url(), generation, instance.imputed(), instance.state());
            } catch (IOException | IllegalArgumentException failed) {
                silent.add(url);
                out().printf("%-32s %-10s %12s  %s%n", url, "?", "?", "does not answer: " + reason(failed));
            }
        }
        out().flush();
        if (!silent.isEmpty()) {
            throw new CommandFailure("no status from " + String.join(", ", silent)
                    + "; check that each runs and that these are its http.host and http.port");
        }
        if (generations.size() > 1) {
            throw new CommandFailure("the instances serve different generations: " + String.join(", ", generations)
                    + "; an instance with an old generation gives the reason under /api/status");
        }
        return 0;
    }

    private InstanceStatus ask(String url) throws IOException, InterruptedException {
        JsonNode status = call.ask(url);
        JsonNode generation = status.get("generation");
        List<String> waits = new ArrayList<>();
        status.path("notReady").forEach(reason -> waits.add(reason.asText()));
        return new InstanceStatus(
                url,
                generation.isNumber() ? generation.asLong() : null,
                status.path("imputed").asLong(),
                waits.isEmpty() ? "ready" : String.join("; ", waits));
    }

    private static String reason(Exception failed) {
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
