package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A survey with flags, answers, percentages, counts, amounts and parts of a whole: no filled value can be none of them. */
class SupportsTest {
    private static final List<String> FLAGS = List.of("flag", "oh_a", "oh_b", "oh_c");
    private static final List<String> ANSWERS = List.of("q1", "q2", "q3", "q4");

    private static final Map<String, double[]> RANGES = Map.of(
            "pct", new double[] {0, 100},
            "cnt", new double[] {0, Double.MAX_VALUE},
            "inc", new double[] {0, Double.MAX_VALUE},
            "sand", new double[] {0, 100},
            "silt", new double[] {0, 100},
            "clay", new double[] {0, 100});

    /** What a fit without further options printed and wrote; null before the first. */
    private static @Nullable String said;

    private static byte @Nullable [] fitted;

    @TempDir
    private Path folder;

    private Path csv;
    private Path model;
    private Path filled;

    @BeforeEach
    void places() throws Exception {
        csv = Path.of(SupportsTest.class.getResource("/cases/survey.csv").toURI());
        model = folder.resolve("model.lacuna");
        filled = folder.resolve("filled.csv");
    }

    private CommandRun fit(Object... more) {
        return run(List.of("fit", "--csv", csv, "--out", model, "--budget", "2s", "--threads", 1), more);
    }

    /** Writes the model of a fit without further options, which is the same in each test; returns what the fit printed. */
    private @Nullable String model() throws IOException {
        if (fitted == null) {
            said = fit().out();
            fitted = Files.readAllBytes(model);
        }
        Files.write(model, fitted);
        return said;
    }

    private CommandRun impute(Object... more) {
        return run(List.of("impute", "--model", model, "--csv", csv, "--out", filled), more);
    }

    private static CommandRun run(List<?> arguments, Object... more) {
        List<Object> all = new java.util.ArrayList<>(arguments);
        all.addAll(List.of(more));
        CommandRun run = lacuna(all.toArray());
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private void check(Path table) throws IOException {
        List<String> lines = Files.readAllLines(table);
        List<String> names = List.of(lines.get(0).split(","));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            for (String flag : FLAGS) {
                assertThat(cells[names.indexOf(flag)]).isIn("0", "1");
            }
            for (String answer : ANSWERS) {
                assertThat(cells[names.indexOf(answer)]).matches("[1-5]");
            }
            for (int c = 0; c < names.size(); c++) {
                double[] range = RANGES.get(names.get(c).replaceAll(":.*", ""));
                if (range != null && !cells[c].isEmpty()) {
                    assertThat(Double.parseDouble(cells[c])).as(names.get(c)).isBetween(range[0], range[1]);
                }
            }
        }
    }

    @Test
    void noMeanEndOrDrawLeavesTheSupportOfItsColumn() throws IOException {
        assertThat(model())
                .contains("number, from 1 to 5", "number, from 0 to 100", "cnt, inc, silt, clay: number, at least 0");
        impute("--intervals", 0.9, "--draws", 3);
        check(filled);
        for (int draw = 1; draw <= 3; draw++) {
            check(folder.resolve("filled-" + draw + ".csv"));
        }
    }

    @Test
    void boundsAreSetWhereTheModelIsMadeAndWhereItFills() throws IOException {
        assertThat(fit("--bounds", "x=40:60", "--bounds", "inc=:").out())
                .contains("x: number, from 40 to 60")
                .doesNotContain("inc: number, at least 0");
        impute();
        assertThat(gaps("x")).allMatch(value -> value >= 40 && value <= 60);
        impute("--bounds", "x=45:");
        assertThat(gaps("x")).allMatch(value -> value >= 45).anyMatch(value -> value > 60);
    }

    @Test
    void boundsOfWhatIsNoNumberAreRefused() {
        CommandRun run = lacuna("fit", "--csv", csv, "--out", model, "--bounds", "flag=0:1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("bounds of 'flag': the feature is not a number");
        assertThat(lacuna("fit", "--csv", csv, "--out", model, "--bounds", "x=9:1")
                        .err())
                .contains("'9:1' is not a range LOW:HIGH: the lower limit must not be above the upper one");
    }

    @Test
    void fitSaysWhichNumbersManyCellsHaveExactlyAndTheyCanBeNamed() {
        assertThat(fit("--atoms", "inc=0;x=40:50").out()).contains("many cells are exactly at: x (40, 50), inc (0)");
        assertThat(fit("--atoms", "none").out()).doesNotContain("exactly at");
        CommandRun run = lacuna("fit", "--csv", csv, "--out", model, "--atoms", "flag=0");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("no column of numbers is named 'flag'");
    }

    private List<Double> gaps(String column) throws IOException {
        List<String> before = Files.readAllLines(csv);
        List<String> after = Files.readAllLines(filled);
        int c = List.of(before.get(0).split(",")).indexOf(column);
        List<Double> values = new java.util.ArrayList<>();
        for (int i = 1; i < before.size(); i++) {
            if (before.get(i).split(",", -1)[c].isEmpty()) {
                values.add(Double.parseDouble(after.get(i).split(",", -1)[c]));
            }
        }
        return values;
    }

    @Test
    void aGapGetsTheValueThatIsAskedFor() throws IOException {
        model();
        impute("--fill", "mean");
        List<Double> means = gaps("inc");
        impute("--fill", "median");
        List<Double> medians = gaps("inc");
        double mean = means.stream().mapToDouble(v -> v).average().orElseThrow();
        // Incomes are skewed: their medians lie below their means.
        assertThat(medians.stream().mapToDouble(v -> v).average().orElseThrow()).isLessThan(mean);
        impute("--fill", "draw", "--seed", 4);
        check(filled);
        List<Double> draws = gaps("inc");
        assertThat(spread(draws)).isGreaterThan(spread(means));
        impute("--fill", "draw", "--seed", 4);
        assertThat(gaps("inc")).isEqualTo(draws);
        impute("--fill", "mode");
        check(filled);
    }

    private static double spread(List<Double> values) {
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    }

    @Test
    void whatWasNotAskedStaysWithoutAnAnswer() throws IOException {
        model();
        CommandRun run =
                impute("--leave", "inc when flag=0", "--leave", "q1 when oh_a=0.0", "--leave", "z when flag=7");
        List<String> before = Files.readAllLines(csv);
        List<String> after = Files.readAllLines(filled);
        List<String> names = List.of(before.get(0).split(","));
        int left = 0;
        for (int i = 1; i < before.size(); i++) {
            String[] was = before.get(i).split(",", -1);
            boolean stays = was[names.indexOf("flag")].equals("0") && was[names.indexOf("inc")].isEmpty();
            left += stays ? 1 : 0;
            assertThat(after.get(i).split(",", -1)[names.indexOf("inc")].isEmpty())
                    .isEqualTo(stays);
        }
        assertThat(run.err())
                .contains("--leave 'inc when flag=0': " + left + " gaps stay", "--leave 'z when flag=7': no gap stays")
                .containsPattern("--leave 'q1 when oh_a=0.0': \\d+ gaps stay");
        assertThat(lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--leave", "inc when nobody=0")
                        .err())
                .contains("no column is named 'nobody', which --leave names");
        assertThat(lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--leave", "inc")
                        .err())
                .contains("'inc' does not have the form COLUMN when OTHER=VALUE");
    }

    @Test
    void aQuestionThatWasNotAskedIsNamedWithTheOptionThatLeavesIt() throws IOException {
        StringBuilder table = new StringBuilder("smokes,cigarettes,age,pipe\n");
        for (int i = 0; i < 90; i++) {
            boolean smokes = i % 3 == 0;
            table.append(smokes ? "yes," + (i % 9 == 0 ? "" : 5 + i % 7) : "no,")
                    .append(',')
                    .append(i % 5 == 0 ? "" : 20 + i % 11)
                    .append(',')
                    .append(i % 15 == 0 ? i % 4 : "") // Sparse, whatever the answer.
                    .append('\n');
        }
        Path smokers = Files.writeString(csv.resolveSibling("smokers.csv"), table);
        CommandRun fitted = lacuna("fit", "--csv", smokers, "--out", model);
        assertThat(fitted.err().lines().filter(line -> line.contains("has no value where")))
                .singleElement()
                .asString()
                .contains(
                        "column 'cigarettes' has no value where smokes=no (60 rows)",
                        "--leave \"cigarettes when smokes=no\"");
    }
}
