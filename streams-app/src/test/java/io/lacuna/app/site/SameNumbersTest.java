package io.lacuna.app.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.app.cli.Lacuna;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.web.Answer;
import io.lacuna.app.web.Call;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.ModelArtifact;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code POST /api/impute} beside {@code lacuna impute}: one model, one table, the same numbers. */
class SameNumbersTest {
    private static final List<String> NUMBERS = List.of("indoor", "outdoor");

    @TempDir
    private Path folder;

    private final ObjectMapper json = new ObjectMapper();

    private static void lacuna(Object... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = String.valueOf(arguments[i]);
        }
        assertThat(Lacuna.commandLine().setOut(out).setErr(out).execute(words))
                .as(said.toString())
                .isZero();
    }

    @Test
    void everyFilledNumberLabelAndIntervalIsThatOfTheCommand() throws Exception {
        Path csv = folder.resolve("rooms.csv");
        Files.writeString(csv, table());
        Path model = folder.resolve("rooms.model");
        Path filled = folder.resolve("filled.csv");
        lacuna("fit", "--csv", csv, "--out", model, "--budget", "1s");
        lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--intervals", "0.9");
        ServingGeneration fitted =
                new ServingGeneration(1, "", ModelArtifact.read(Files.readAllBytes(model)), Long.MIN_VALUE);
        ImputeCalls calls =
                new ImputeCalls(number -> fitted, LacunaConfig.of(Map.of()).servingSettings(), Clock.systemUTC());

        List<String> before = Files.readAllLines(csv);
        List<String> after = Files.readAllLines(filled);
        int compared = 0;
        for (int row = 1; row < before.size(); row++) {
            String[] given = before.get(row).split(",", -1);
            String[] written = after.get(row).split(",", -1);
            JsonNode record = fill(calls, given);
            if (record == null) {
                continue; // Neither fills a row without an observed cell.
            }
            for (int c = 0; c < 2; c++) {
                if (given[c].isEmpty()) {
                    JsonNode cell = cell(record, NUMBERS.get(c));
                    assertSame(record.path(NUMBERS.get(c)), written[c]);
                    assertSame(cell.path("mean"), written[c]);
                    assertSame(cell.path("lower"), written[3 + 2 * c]);
                    assertSame(cell.path("upper"), written[4 + 2 * c]);
                    compared++;
                }
            }
            assertThat(record.path("room").asText()).isEqualTo(written[2]);
        }
        assertThat(compared).isGreaterThan(100);
    }

    private static String table() {
        StringBuilder text = new StringBuilder("indoor,outdoor,room\n");
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 300; i++) {
            double outdoor = 10 + 5 * random.nextGaussian();
            boolean attic = random.nextBoolean();
            double indoor = 20 + 0.4 * (outdoor - 10) + (attic ? 6 : 0) + 0.2 * random.nextGaussian();
            text.append(random.nextDouble() < 0.3 ? "" : String.format(Locale.ROOT, "%.2f", indoor))
                    .append(',')
                    .append(random.nextDouble() < 0.3 ? "" : String.format(Locale.ROOT, "%.2f", outdoor))
                    .append(',')
                    .append(random.nextDouble() < 0.3 ? "" : attic ? "attic" : "cellar")
                    .append('\n');
        }
        return text.toString();
    }

    /** The row as the call fills it; null for a row without a cell. */
    private JsonNode fill(ImputeCalls calls, String[] given) throws Exception {
        ObjectNode record = json.createObjectNode();
        for (int c = 0; c < 2; c++) {
            record.put(NUMBERS.get(c), given[c].isEmpty() ? null : new BigDecimal(given[c]));
        }
        if (!given[2].isEmpty()) {
            record.put("room", given[2]);
        }
        if (String.join("", given).isEmpty()) {
            return null;
        }
        Answer answer = calls.answer(
                new Call(Map.of(), "application/json", "", record.toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.status())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return json.readTree(answer.body());
    }

    private static JsonNode cell(JsonNode record, String field) {
        for (JsonNode cell : record.path("imputation").path("cells")) {
            if (cell.path("field").asText().equals(field)) {
                return cell;
            }
        }
        throw new AssertionError(field + " is not filled: " + record);
    }

    /** The command rounds: within half a unit of the last place that it wrote. */
    private static void assertSame(JsonNode number, String written) {
        BigDecimal shown = new BigDecimal(written);
        double half = 0.500001 * Math.pow(10, -shown.scale());
        assertThat(number.asDouble()).isCloseTo(shown.doubleValue(), within(half));
    }
}
