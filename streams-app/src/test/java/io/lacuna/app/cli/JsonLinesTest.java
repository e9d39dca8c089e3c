package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of JSON lines: fitted, filled and scored like CSV files; only gaps change. */
class JsonLinesTest {
    private static final int ROWS = 200;

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void write() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double warm = Math.sin(i * 0.7);
            String temp = i % 10 == 3 ? "null" : String.valueOf(Math.rint(100 * (20 + 5 * warm)) / 100);
            String pressure = i % 10 == 7 ? "" : ", \"p\": " + Math.rint(10 * (1000 - 8 * warm)) / 10;
            String mode = i % 10 == 5 ? "null" : warm > 0 ? "\"high\"" : "\"low\"";
            lines.add("{\"id\": \"s" + i + "é\", \"at\": {\"temp\": " + temp + pressure + "},  \"mode\":" + mode
                    + ", \"tags\": [1, 2], \"exact\": 1.50}");
        }
        data = folder.resolve("rows.jsonl");
        Files.write(data, lines);
    }

    private Path fitted() {
        Path model = folder.resolve("rows.model");
        CommandRun fit = CommandRun.lacuna("fit", "--csv", data, "--out", model, "--preset", "fast", "--seed", 1);
        assertThat(fit.status()).as(fit.err()).isZero();
        return model;
    }

    @Test
    void gapsAreFilledAndEveryOtherByteStays() throws IOException {
        Path out = folder.resolve("filled.jsonl");
        CommandRun impute = CommandRun.lacuna("impute", "--model", fitted(), "--csv", data, "--out", out);
        assertThat(impute.status()).as(impute.err()).isZero();

        List<String> before = Files.readAllLines(data);
        List<String> after = Files.readAllLines(out);
        assertThat(after).hasSize(ROWS);
        ObjectMapper json = new ObjectMapper();
        for (int i = 0; i < ROWS; i++) {
            JsonNode row = json.readTree(after.get(i));
            assertThat(row.at("/at/temp").isNumber()).isTrue();
            assertThat(row.at("/at/p").isNumber()).isTrue();
            assertThat(row.path("mode").asText()).isIn("high", "low");
            if (i % 10 != 3 && i % 10 != 5 && i % 10 != 7) {
                assertThat(after.get(i)).isEqualTo(before.get(i));
            }
        }
        assertThat(after.get(3))
                .startsWith("{\"id\": \"s3é\", \"at\": {\"temp\": ")
                .endsWith("\"exact\": 1.50}");
    }

    @Test
    void inPlaceAndWithIntervalsBesideTheirNumbers() throws IOException {
        Path model = fitted();
        CommandRun impute =
                CommandRun.lacuna("impute", "--model", model, "--csv", data, "--in-place", "--intervals", "0.9");
        assertThat(impute.status()).as(impute.err()).isZero();
        JsonNode row = new ObjectMapper().readTree(Files.readAllLines(data).get(3));
        assertThat(row.toString()).contains("\"temp:lower\":", "\"temp:upper\":");
        assertThat(row.at("/at/temp").isNumber()).isTrue();

        CommandRun scores = CommandRun.lacuna("evaluate", "--model", model, "--csv", data);
        assertThat(scores.status()).as(scores.err()).isZero();
    }

    @Test
    void aLineThatIsNoObjectIsNamedByItsNumber() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(data));
        lines.set(41, "{\"id\": ");
        Files.write(data, lines);

        CommandRun fit = CommandRun.lacuna("fit", "--csv", data, "--out", folder.resolve("m.model"));
        assertThat(fit.status()).isEqualTo(1);
        assertThat(fit.err()).contains("rows.jsonl:42: is no JSON object");
    }
}
