package io.lacuna.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.cli.option.ConfigOptions;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.ModelsHistory;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.internal.generation.Selection;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lacuna models}: lists the generations of a models topic and controls which one serves. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ServingCommand.class,
        description = "Lists the model generations and controls which one serves.")
final class ModelsCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "name one of list, show, serving, promote, reject, rollback");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Prints one line per generation, oldest first.")
    void list(@Mixin ConfigOptions options, @Option(names = "--json", description = "Prints JSON.") boolean json)
            throws IOException {
        ModelsHistory history = history(options.load());
        List<Generation> generations = history.generations();
        if (json) {
            print(generations.stream().map(ModelsCommand::fields).toList());
            return;
        }
        long serving = history.newestPublished().map(Generation::getNumber).orElse(0L);
        out().printf(
                        "  %-6s %-13s %-9s %-20s %10s  %-12s %s%n",
                        "NUMBER", "OUTCOME", "REASON", "CREATED", "BYTES", "ARTIFACT", "MESSAGE");
        for (Generation generation : generations) {
            out().printf(
                            "%s %-6d %-13s %-9s %-20s %10d  %-12.12s %s%n",
                            generation.getNumber() == serving ? "*" : " ",
                            generation.getNumber(),
                            outcome(history, generation),
                            lower(generation.getReason()),
                            shown(generation.getCreatedMs()),
                            generation.getArtifactBytes(),
                            generation.getArtifact(),
                            generation.getMessage());
        }
        if (serving > 0) {
            out().println("* serves now, or from its effectiveFrom on; `models serving` asks the instances");
        }
        out().flush();
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints everything known about one generation.")
    void show(
            @Mixin ConfigOptions options,
            @Parameters(paramLabel = "NUMBER", description = "The generation's number.") long number,
            @Option(names = "--json", description = "Prints JSON.") boolean json)
            throws IOException {
        LacunaConfig config = options.load();
        try (ModelsTopicReader reader = ModelsTopicReader.open(config.modelsTopicSettings())) {
            Generation generation = reader.read().generation(number);
            if (json) {
                print(fields(generation));
                return;
            }
            fields(generation).forEach((key, value) -> {
                if (value instanceof Map<?, ?> entries) {
                    entries.forEach((name, entry) -> out().println(key + "." + name + " = " + entry));
                } else {
                    out().println(key + " = " + value);
                }
            });
            out().flush();
        }
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Publishes a new generation that serves the model of an old one.")
    void rollback(
            @Mixin ConfigOptions options,
            @Parameters(paramLabel = "NUMBER", description = "The generation to return to.") long number,
            @Option(names = "--message", defaultValue = "", description = "The reason, kept with the generation.")
                    String message) {
        String why = message.isEmpty() ? "return to generation " + number : message;
        LacunaConfig config = options.load();
        sayPublished(config, new GenerationPublisher(config.modelsTopicSettings()).rollback(number, why), number);
    }

    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description = "Publishes a new generation that serves the model of a proposed one.")
    void promote(
            @Mixin ConfigOptions options,
            @Parameters(paramLabel = "NUMBER", description = "The proposed generation.") long number,
            @Option(names = "--message", defaultValue = "", description = "The reason, kept with the generation.")
                    String message) {
        String why = message.isEmpty() ? "promoted from generation " + number : message;
        LacunaConfig config = options.load();
        sayPublished(config, new GenerationPublisher(config.modelsTopicSettings()).promote(number, why), number);
    }

    /** Whether it serves is for each instance to say. */
    private void sayPublished(LacunaConfig config, Generation published, long old) {
        String from = config.selection() == Selection.AS_OF
                ? ", for records from " + shown(published.getEffectiveFromMs()) + " on"
                : "";
        out().println("generation " + published.getNumber() + " is published with the model of generation " + old + from
                + "; `lacuna models serving` asks the instances whether they serve it");
        out().flush();
    }

    @Command(
            name = "reject",
            mixinStandardHelpOptions = true,
            description = "Ends a proposed generation; it never serves.")
    void reject(
            @Mixin ConfigOptions options,
            @Parameters(paramLabel = "NUMBER", description = "The proposed generation.") long number,
            @Option(
                            names = "--message",
                            defaultValue = "by hand",
                            description = "The reason, kept with the generation.")
                    String message) {
        new GenerationPublisher(options.load().modelsTopicSettings()).reject(number, message);
        out().println("generation " + number + " is rejected");
        out().flush();
    }

    private static ModelsHistory history(LacunaConfig config) {
        try (ModelsTopicReader reader = ModelsTopicReader.open(config.modelsTopicSettings())) {
            return reader.read();
        }
    }

    private static String outcome(ModelsHistory history, Generation generation) {
        OptionalLong promoted = history.promotionOf(generation.getNumber());
        return promoted.isPresent() ? "promoted: " + promoted.getAsLong() : lower(generation.getOutcome());
    }

    private static Map<String, Object> fields(Generation generation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", generation.getNumber());
        fields.put("outcome", lower(generation.getOutcome()));
        fields.put("serves", generation.getOutcome() == Outcome.PUBLISHED);
        fields.put("reason", lower(generation.getReason()));
        fields.put("artifact", generation.getArtifact());
        fields.put("artifactBytes", generation.getArtifactBytes());
        fields.put("chunks", generation.getChunks());
        fields.put("created", shown(generation.getCreatedMs()));
        fields.put("effectiveFrom", shown(generation.getEffectiveFromMs()));
        fields.put("message", generation.getMessage());
        fields.put("provenance", new TreeMap<>(generation.getProvenance()));
        fields.put("evaluation", new TreeMap<>(generation.getEvaluation()));
        return fields;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void print(Object value) throws IOException {
        out().println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
        out().flush();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
