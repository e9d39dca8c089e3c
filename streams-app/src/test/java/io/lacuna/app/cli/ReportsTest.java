package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports: one file, with the numbers of {@code --json}. */
class ReportsTest {
    private static final String BEGIN = "<script type=\"application/json\" id=\"figures\">";

    @TempDir
    private Path folder;

    private final ObjectMapper json = new ObjectMapper();
    private Path csv;
    private Path model;
    private Path report;

    @BeforeEach
    void aTableWithANameThatIsMarkup() throws IOException {
        csv = folder.resolve("rooms.csv");
        model = folder.resolve("rooms.model");
        report = folder.resolve("report.html");
        StringBuilder text = new StringBuilder("indoor,<b>outdoor</b>,room\n");
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 300; i++) {
            double outdoor = 10 + 5 * random.nextGaussian();
            boolean attic = random.nextBoolean();
            double indoor = 20 + 0.4 * (outdoor - 10) + (attic ? 6 : 0) + 0.2 * random.nextGaussian();
            text.append(random.nextDouble() < 0.3 ? "" : String.format(Locale.ROOT, "%.2f", indoor))
                    .append(',')
                    .append(String.format(Locale.ROOT, "%.2f", outdoor))
                    .append(',')
                    .append(attic ? "attic" : "cellar")
                    .append('\n');
        }
        Files.writeString(csv, text);
    }

    private CommandRun fit(Object... more) {
        Object[] arguments = new Object[7 + more.length];
        System.arraycopy(new Object[] {"fit", "--csv", csv, "--out", model, "--budget", "1s"}, 0, arguments, 0, 7);
        System.arraycopy(more, 0, arguments, 7, more.length);
        return lacuna(arguments);
    }

    private JsonNode figures(String page) throws IOException {
        int from = page.indexOf(BEGIN) + BEGIN.length();
        return json.readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    private static void assertOneFile(String page) {
        assertThat(page.length()).isLessThan(2 << 20);
        String visible = page.substring(0, page.indexOf(BEGIN));
        assertThat(visible)
                .doesNotContain("http:", "https:", "src=", "href=", "url(", "<b>outdoor", "NaN")
                .contains("&lt;b&gt;outdoor&lt;/b&gt;", "<svg", "role=\"img\"");
    }

    @Test
    void theReportOfAnEvaluationHasTheNumbersOfJson() throws IOException {
        assertThat(fit().status()).isZero();
        CommandRun evaluated = lacuna("evaluate", "--model", model, "--csv", csv, "--json", "--report", report);
        assertThat(evaluated.status()).as(evaluated.err()).isZero();
        String page = Files.readString(report);
        assertOneFile(page);
        JsonNode printed = json.readTree(evaluated.out());
        assertThat(figures(page)).isEqualTo(printed);
        for (JsonNode feature : printed.path("features")) {
            for (String name : new String[] {"rmse", "mae", "coverage", "logDensity", "meanFillRmse", "errorRate"}) {
                if (feature.path(name).isNumber()) {
                    assertThat(page)
                            .as(feature + " " + name)
                            .contains(">"
                                    + String.format(
                                            Locale.ROOT,
                                            "%.4f",
                                            feature.path(name).asDouble()) + "<");
                }
            }
        }
    }

    @Test
    void anEvaluationTellsWhereTheTrueValuesWereAndWhichCellsWereWorst() throws IOException {
        assertThat(fit().status()).isZero();
        CommandRun evaluated = lacuna("evaluate", "--model", model, "--csv", csv, "--json", "--report", report);
        String page = Files.readString(report);
        JsonNode printed = json.readTree(evaluated.out());
        JsonNode total = printed.path("total");
        long sum = 0;
        for (JsonNode part : total.path("pit")) {
            sum += part.asLong();
        }
        assertThat(total.path("pit")).hasSize(10);
        assertThat(sum).isEqualTo(total.path("cells").asLong());
        assertThat(page).contains("Calibration", "Worst cells");
        JsonNode worst = printed.path("worst").path(0);
        assertThat(printed.path("worst").path(1).path("error").asDouble())
                .as("the worst comes first")
                .matches(next -> Math.abs(next) <= Math.abs(worst.path("error").asDouble()));
        assertThat(page)
                .contains(">"
                        + String.format(Locale.ROOT, "%.4f", worst.path("error").asDouble()) + "<");
        String row = Files.readAllLines(csv).get(worst.path("row").asInt());
        int column = worst.path("feature").asText().equals("indoor") ? 0 : 1;
        assertThat(Double.parseDouble(row.split(",")[column]))
                .isEqualTo(worst.path("value").asDouble());

        CommandRun words = lacuna("evaluate", "--model", model, "--csv", csv);
        assertThat(words.out()).contains("inside their 90% interval; 0.900 is promised");
        assertThat(words.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(160));
    }

    @Test
    void theReportOfAFillingTellsWhatWasFilledWhereWithTheNumbersOfJson() throws IOException {
        assertThat(fit().status()).isZero();
        Path filled = folder.resolve("filled.csv");
        CommandRun imputed =
                lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--json", "--report", report);
        assertThat(imputed.status()).as(imputed.err()).isZero();
        String page = Files.readString(report);
        assertOneFile(page);
        JsonNode printed = json.readTree(imputed.out());
        assertThat(figures(page)).isEqualTo(printed);
        JsonNode indoor = printed.path("features").path(0);
        long gaps = Files.readAllLines(csv).stream()
                .filter(line -> line.startsWith(","))
                .count();
        assertThat(indoor.path("filled").asLong()).isEqualTo(gaps);
        assertThat(indoor.path("observed").asLong()).isEqualTo(300 - gaps);
        assertThat(printed.path("rowsPerBlock").asLong()).isEqualTo(8);
        long first = Files.readAllLines(csv).subList(1, 9).stream()
                .filter(line -> line.startsWith(","))
                .count();
        assertThat(indoor.path("filledByRows").path(0).asLong()).isEqualTo(first);
        assertThat(indoor.path("filledByRows")).hasSize(38); // 300 / 8
        double sum = Files.readAllLines(csv).stream()
                .skip(1)
                .filter(line -> !line.startsWith(","))
                .mapToDouble(line -> Double.parseDouble(line.split(",")[0]))
                .sum();
        assertThat(indoor.path("observedMean").asDouble()).isCloseTo(sum / (300 - gaps), offset(1e-9));
        assertThat(page)
                .contains(">"
                        + String.format(
                                Locale.ROOT, "%.4f", indoor.path("filledMean").asDouble()) + "<");
    }

    @Test
    void theReportOfAFitHasTheNumbersOfJsonAndTheRelations() throws IOException {
        CommandRun fitted = fit("--json", "--report", report);
        assertThat(fitted.status()).as(fitted.err()).isZero();
        String page = Files.readString(report);
        assertOneFile(page);
        JsonNode printed = json.readTree(fitted.out());
        assertThat(figures(page)).isEqualTo(printed);
        JsonNode strongest = printed.path("relations").path(0);
        assertThat(strongest.path("by").asDouble()).isBetween(0.2, 1.2);
    }

    @Test
    void aReportNeverReplacesWhatIsRead() {
        assertThat(fit("--report", csv).status()).isEqualTo(1);
        assertThat(fit("--report", model).status()).isEqualTo(1);
        assertThat(fit().status()).isZero();
        assertThat(lacuna("evaluate", "--model", model, "--csv", csv, "--report", model)
                        .status())
                .isEqualTo(1);
        assertThat(lacuna("impute", "--model", model, "--csv", csv, "--out", folder.resolve("f.csv"), "--report", csv)
                        .status())
                .isEqualTo(1);
    }
}
