package io.lacuna.docs.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.cli.Lacuna;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The page, from what the program itself says of its commands and calls. */
final class ReferencePage {
    private final Path root;
    private final StringBuilder page = new StringBuilder();

    ReferencePage(Path root) {
        this.root = root;
    }

    String markdown() throws IOException {
        page.append("""
                # Reference

                <!-- Printed by io.lacuna.docs.reference.ReferencePage from the command line, the description of the calls and the Avro
                schemas; a test compares them. -->

                Commands, exit status, calls over HTTP and schemas, as the program itself describes them. Keys are in
                [configuration.md](configuration.md), metrics in [metrics.md](metrics.md).

                ## Exit status

                """);
        CommandSpec lacuna = Lacuna.commandLine().getCommandSpec();
        line("| status | when |");
        line("|---:|---|");
        line("| " + lacuna.exitCodeOnSuccess()
                + " | done; a stream or trainer that was asked to stop (Ctrl-C, SIGTERM) has stopped in order |");
        line(
                "| " + lacuna.exitCodeOnExecutionException()
                        + " | refused or failed, with one line on the standard error that says why; `verify` and `demo`: something was found |");
        line("| " + lacuna.exitCodeOnInvalidInput() + " | the command line is wrong; the line says where to read on |");
        line("| 130, 143 | the process was ended by Ctrl-C or SIGTERM, as the shell reports it |");
        page.append(
                "\n## Commands\n\nAn option that takes a value shows it in capitals. Every command also has `--help`.\n");
        commands(Lacuna.commandLine(), "lacuna");
        calls();
        schemas();
        return page.toString();
    }

    private void line(String line) {
        page.append(line).append('\n');
    }

    /** The commands below one, in the order of its help. */
    private void commands(CommandLine of, String name) {
        for (Map.Entry<String, CommandLine> entry : of.getSubcommands().entrySet()) {
            CommandLine command = entry.getValue();
            CommandSpec spec = command.getCommandSpec();
            String called = name + " " + entry.getKey();
            page.append("\n### `").append(called).append("`\n\n");
            line(joined(spec.usageMessage().description()));
            List<String> rows = new ArrayList<>();
            spec.positionalParameters()
                    .forEach(word ->
                            rows.add("| `" + label(word.paramLabel()) + "` | " + joined(word.description()) + " |"));
            spec.options().stream()
                    .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                    .forEach(option -> rows.add(row(option)));
            if (!rows.isEmpty()) {
                line("");
                line("| option | meaning |");
                line("|---|---|");
                rows.forEach(this::line);
            }
            commands(command, called);
        }
    }

    private static String row(OptionSpec option) {
        boolean takes = option.arity().max() > 0;
        String value = option.defaultValue();
        return "| `" + option.longestName() + (takes ? " " + label(option.paramLabel()) : "") + "`"
                + (option.required() ? ", required" : "") + " | "
                + joined(option.description())
                        .replace("${DEFAULT-VALUE}", value == null ? "none" : value)
                        .replaceAll("\\$\\{COMPLETION-CANDIDATES}", candidates(option))
                + " |";
    }

    /** Where an option has no label of its own, the library makes one of a field's name. */
    private static String label(String label) {
        return label.startsWith("<") ? "VALUE" : label.replace("|", "\\|");
    }

    private static String candidates(OptionSpec option) {
        Iterable<String> known = option.completionCandidates();
        return known == null ? "" : String.join(", ", known);
    }

    private static String joined(String[] lines) {
        return cell(String.join(" ", lines).replace("%n", " ").replace("%%", "%"));
    }

    /** Text in one line for a cell of a table. Between backticks, characters stand for themselves. */
    private static String cell(String text) {
        String[] parts =
                text.strip().replaceAll("\\s+", " ").replace("|", "\\|").split("`", -1);
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = parts[i].replace("<", "&lt;");
        }
        return String.join("`", parts);
    }

    private void calls() throws IOException {
        JsonNode document = new ObjectMapper()
                .readTree(root.resolve("streams-app/src/main/resources/io/lacuna/app/site/openapi.json")
                        .toFile());
        page.append(
                        "\n## Calls over HTTP\n\nOf a stream, on `http.port`; `/api/openapi.json` is the same for programs. A trainer answers")
                .append(
                        " `/health/*`, `/metrics`, `/api/status`,\n`/api/generations` and `/api/live` on `trainer.http.port`.\n\n");
        line("| call | what it does | parameters | answers |");
        line("|---|---|---|---|");
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method ->
                                line("| `" + method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + "` | "
                                        + cell(method.getValue().path("summary").asText()) + " | "
                                        + parameters(method.getValue().path("parameters")) + " | "
                                        + answers(method.getValue().path("responses")) + " |")));
        document.path("components").path("schemas").properties().forEach(schema -> {
            page.append("\n### Document `").append(schema.getKey()).append("`\n\n");
            String words = schema.getValue().path("description").asText();
            if (!words.isEmpty()) {
                line(sentence(words));
                line("");
            }
            if (schema.getValue().has("properties")) {
                line("| member | type | meaning |");
                line("|---|---|---|");
                members("", schema.getValue());
            } else {
                line("An object.");
            }
        });
    }

    private void members(String prefix, JsonNode object) {
        object.path("properties").properties().forEach(member -> {
            JsonNode of = member.getValue();
            line("| `" + prefix + member.getKey() + "` | " + type(of) + " | "
                    + cell(of.path("description").asText()) + " |");
            members(prefix + member.getKey() + ".", of);
            members(prefix + member.getKey() + "[].", of.path("items"));
        });
    }

    private static String type(JsonNode of) {
        if (of.has("$ref")) {
            String name = of.path("$ref").asText();
            return name.substring(name.lastIndexOf('/') + 1);
        }
        if (of.has("oneOf")) {
            List<String> types = new ArrayList<>();
            of.path("oneOf").forEach(one -> types.add(type(one)));
            return String.join(" or ", types);
        }
        if (of.has("enum")) {
            List<String> labels = new ArrayList<>();
            of.path("enum").forEach(label -> labels.add("`" + label.asText() + "`"));
            return String.join(", ", labels);
        }
        if (of.path("type").isArray()) {
            List<String> types = new ArrayList<>();
            of.path("type").forEach(one -> types.add(one.asText()));
            return String.join(" or ", types);
        }
        String type = of.path("type").asText("any");
        return type.equals("array") ? "array of " + type(of.path("items")) : type;
    }

    private static String parameters(JsonNode all) {
        List<String> words = new ArrayList<>();
        all.forEach(one -> words.add("`" + one.path("name").asText() + "`: "
                + cell(one.path("description").asText())));
        return String.join("; ", words);
    }

    /** Answers by their meaning: many refusals have one. */
    private static String answers(JsonNode all) {
        Map<String, List<String>> statuses = new LinkedHashMap<>();
        all.properties()
                .forEach(one -> statuses.computeIfAbsent(
                                cell(one.getValue().path("description").asText()), first -> new ArrayList<>())
                        .add(one.getKey()));
        List<String> words = new ArrayList<>();
        statuses.forEach((meaning, numbers) -> words.add(String.join(", ", numbers) + " " + meaning));
        return String.join("; ", words);
    }

    private static String sentence(String words) {
        String text = cell(words);
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }

    private void schemas() throws IOException {
        page.append(
                        "\n## Schemas\n\nThe Avro records of Lacuna's own topics, in the namespace `io.lacuna.schemas`; with")
                .append(" `input.format=json` the same as JSON,\nwithout the fields that are null.\n");
        Path folder = root.resolve("schemas/src/main/avro/io/lacuna/schemas");
        List<Path> files;
        try (var found = Files.list(folder)) {
            files = found.sorted().toList();
        }
        for (Path file : files) {
            record(new ObjectMapper().readTree(file.toFile()));
        }
    }

    private void record(JsonNode record) {
        page.append("\n### Schema `").append(record.path("name").asText()).append("`\n\n");
        line(cell(record.path("doc").asText()));
        line("");
        List<JsonNode> inner = new ArrayList<>();
        if (record.has("symbols")) {
            List<String> symbols = new ArrayList<>();
            record.path("symbols").forEach(symbol -> symbols.add("`" + symbol.asText() + "`"));
            line("One of " + String.join(", ", symbols) + ".");
            return;
        }
        line("| field | type | meaning |");
        line("|---|---|---|");
        record.path("fields")
                .forEach(field -> line("| `" + field.path("name").asText() + "` | " + avro(field.path("type"), inner)
                        + " | " + cell(field.path("doc").asText()) + " |"));
        inner.forEach(this::record);
    }

    /** A type in words; records and enums inside it are added to a list. */
    private static String avro(JsonNode type, List<JsonNode> inner) {
        if (type.isTextual()) {
            return type.asText();
        }
        if (type.isArray()) {
            List<String> types = new ArrayList<>();
            type.forEach(one -> types.add(avro(one, inner)));
            return String.join(" or ", types);
        }
        return switch (type.path("type").asText()) {
            case "array" -> "array of " + avro(type.path("items"), inner);
            case "map" -> "map of " + avro(type.path("values"), inner);
            case "record", "enum" -> {
                inner.add(type);
                yield "`" + type.path("name").asText() + "`";
            }
            default ->
                type.path("type").asText()
                        + (type.has("logicalType")
                                ? " (" + type.path("logicalType").asText() + ")"
                                : "");
        };
    }
}
