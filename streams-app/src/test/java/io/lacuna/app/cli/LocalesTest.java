package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The locale of the machine changes neither models nor tables nor what is printed, but for the order of options in a help text. */
class LocalesTest {
    /** Commas in numbers, an i without a dot in capitals, other digits, another calendar. */
    private static final List<String> TAGS =
            List.of("de-DE", "tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai");

    @TempDir
    private Path folder;

    private Path table() throws IOException {
        Random random = new Random(3);
        StringBuilder table = new StringBuilder("time,INDOOR,humidity,kind\n");
        for (int i = 0; i < 300; i++) {
            double value = random.nextGaussian();
            String kind = value > 0 ? "HIGH" : "low";
            table.append(String.format(
                    Locale.ROOT,
                    "2026-01-%02dT%02d:00:00Z,%s,%.3f,%s%n",
                    1 + i / 24,
                    i % 24,
                    i % 5 == 0 ? "" : String.format(Locale.ROOT, "%.3f", 1234.5 + value),
                    2 * value + random.nextGaussian(),
                    i % 7 == 0 ? "" : kind));
        }
        return Files.writeString(folder.resolve("table.csv"), table);
    }

    /** What the commands wrote and printed, without the times that they print. */
    private Map<String, String> all(String tag, Path table) throws IOException {
        Path model = folder.resolve(tag + ".model");
        Path filled = folder.resolve(tag + ".csv");
        CommandRun fit = CommandRun.lacuna("fit", "--csv", table, "--method", "marginal", "--out", model);
        assertThat(fit.status()).as(tag + fit.err()).isZero();
        CommandRun impute =
                CommandRun.lacuna("impute", "--csv", table, "--model", model, "--out", filled, "--intervals", "0.9");
        assertThat(impute.status()).as(tag + impute.err()).isZero();
        Map<String, String> all = new HashMap<>();
        all.put("table", Files.readString(filled));
        CommandRun evaluate = CommandRun.lacuna("evaluate", "--csv", table, "--model", model);
        assertThat(evaluate.status()).as(tag + evaluate.err()).isZero();
        all.put("evaluation", evaluate.out());
        return all;
    }

    @Test
    void eachLocaleGivesTheSame() throws Exception {
        Path table = table();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.ROOT);
            Map<String, String> expected = all("root", table);
            assertThat(expected.get("table")).contains("INDOOR").matches("(?s).*\\d\\.\\d+.*");
            for (String tag : TAGS) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                Map<String, String> found = all(tag, table);
                found.replaceAll((what, text) -> text.replace(tag + ".", "root."));
                assertThat(found).as(tag).isEqualTo(expected);
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
