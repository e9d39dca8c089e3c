package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any file contents: one clear line and exit status 1, or a correct result; never a stack trace or a partial file. */
class BadInputTest {
    @TempDir
    private Path folder;

    private Path csv;
    private Path model;
    private Path filled;

    @BeforeEach
    void places() {
        csv = folder.resolve("table.csv");
        model = folder.resolve("model.lacuna");
        filled = folder.resolve("filled.csv");
    }

    private CommandRun fit() {
        return lacuna("fit", "--csv", csv, "--out", model, "--budget", "500ms");
    }

    private CommandRun fit(String text) throws IOException {
        Files.writeString(csv, text);
        return fit();
    }

    private CommandRun impute() {
        return lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--intervals", "0.9");
    }

    private CommandRun impute(String text) throws IOException {
        Files.writeString(csv, text);
        return impute();
    }

    private void assertRefused(CommandRun run, String reason) throws IOException {
        assertThat(run.status()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).startsWith("lacuna: ").contains(reason);
        assertThat(run.err().strip().lines()).as("one line").hasSize(1);
        assertThat(run.out()).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .doesNotContain("filled.csv")
                    .noneMatch(name -> name.endsWith(".part"));
        }
    }

    private static void assertDone(CommandRun run) {
        assertThat(run.status()).as(run.err()).isZero();
    }

    private void aModel() throws IOException {
        assertDone(fit("a,b\n1,2\n2,4.1\n3,\n4,8\n,9.9\n6,12\n"));
    }

    @Test
    void emptyFile() throws IOException {
        assertRefused(fit(""), "table.csv:1: the file is empty");
        assertThat(model).doesNotExist();
        aModel();
        assertRefused(impute("\n\n"), "the file is empty");
    }

    @Test
    void headerOnly() throws IOException {
        assertRefused(fit("a,b\n"), "has a header but no rows");
        aModel();
        assertRefused(impute("a,b\n"), "has a header but no rows");
        assertRefused(lacuna("evaluate", "--model", model, "--csv", csv), "has a header but no rows");
    }

    @Test
    void raggedRows() throws IOException {
        assertRefused(fit("a,b\n1,2\n3\n"), "table.csv:3: 1 cell but the header has 2 columns");
        aModel();
        assertRefused(impute("a,b\n1,\n3,4,5\n"), "table.csv:3: 3 cells but the header has 2 columns");
    }

    @Test
    void columnNamedTwice() throws IOException {
        assertRefused(fit("a,b,a\n1,2,3\n"), "columns 1 and 3 are both named 'a'");
    }

    @Test
    void onlyTextToReadAndNothingToModel() throws IOException {
        String rows = IntStream.range(0, 40).mapToObj(i -> "free text " + i).collect(Collectors.joining("\n"));
        assertRefused(fit("text\n" + rows + "\n"), "no column to model: 'text' text with nearly one label per row");
    }

    @Test
    void noValueAnywhere() throws IOException {
        assertRefused(fit("a,b\n,\nNA,\n"), "no column to model: 'a' no value");
    }

    @Test
    void aTextColumnPassesThroughAndStays() throws IOException {
        String rows = IntStream.range(0, 40)
                .mapToObj(i -> "note \"\"" + i + "\"\"," + i % 9 + "," + (i % 3 == 0 ? "" : i % 9 * 2))
                .map(row -> "\"" + row.replaceFirst(",", "\","))
                .collect(Collectors.joining("\n"));
        CommandRun fitted = fit("text,a,b\n" + rows + "\n");
        assertDone(fitted);
        assertThat(fitted.err()).contains("column 'text' passes through unchanged");
        assertDone(impute());
        assertThat(Files.readAllLines(filled).get(1)).startsWith("\"note \"\"0\"\"\",0,");
    }

    @Test
    void aColumnNeverObservedStaysEmptyAndIsToldOf() throws IOException {
        CommandRun fitted = fit("a,b,c\n1,2,\n2,4.1,\n3,6,NA\n4,,\n");
        assertDone(fitted);
        assertThat(fitted.err()).contains("column 'c' passes through unchanged: no value");
        assertDone(impute());
        assertThat(Files.readAllLines(filled)).element(1).isEqualTo("1,2,,,,,");
        assertThat(Files.readAllLines(filled).get(4)).matches("4,[0-9.]+,,,,[0-9.]+,[0-9.]+");
    }

    @Test
    void aWhollyBlankRowIsLeftAndCounted() throws IOException {
        aModel();
        CommandRun run = impute("a,b,note\n,,\nNA,NaN,\n1,,\n,,hello\n");
        assertDone(run);
        assertThat(run.err()).contains("2 rows have no observed cell and are not changed");
        List<String> rows = Files.readAllLines(filled);
        assertThat(rows.get(1)).isEqualTo(",,,,,,");
        assertThat(rows.get(2)).isEqualTo("NA,NaN,,,,,");
        assertThat(rows.get(3)).startsWith("1,").doesNotStartWith("1,,");
        assertThat(rows.get(4)).doesNotStartWith(",");
    }

    @Test
    void aConstantColumnPassesThroughOrIsFilledWithItsValueWhereAsked() throws IOException {
        String text = "a,b\n1,7.25\n2,\n3,7.25\n4,7.25\n5,\n";
        CommandRun run = fit(text);
        assertDone(run);
        assertThat(run.err()).contains("column 'b' passes through unchanged: always '7.25'", "--numeric 'b'");
        assertDone(impute());
        assertThat(Files.readAllLines(filled).get(2)).isEqualTo("2,,,");
        assertDone(lacuna("fit", "--csv", csv, "--out", model, "--budget", "500ms", "--numeric", "b"));
        assertDone(impute());
        assertThat(Files.readAllLines(filled).get(2)).startsWith("2,7.25,");
    }

    @Test
    void oneRow() throws IOException {
        assertRefused(fit("a,b,c\n1,,red\n"), "no column to model: 'a' always '1'");
        aModel();
        assertDone(impute("a,b\n,2\n"));
        // The gap in `a` gets an interval, the observed cell `b` does not.
        assertThat(Files.readAllLines(filled).get(1)).matches("[-0-9.]+,2,[-0-9.]+,[-0-9.]+,,");
    }

    @Test
    void tenThousandColumns() throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(
                IntStream.range(0, 10_000).mapToObj(j -> "x" + j).collect(Collectors.joining(",")));
        for (int i = 0; i < 5; i++) {
            int row = i;
            text.append('\n')
                    .append(IntStream.range(0, 10_000)
                            .mapToObj(j -> row < 2
                                    ? "10" + row
                                    : random.nextInt(4) == 0 ? "" : String.valueOf(random.nextInt(100)))
                            .collect(Collectors.joining(",")));
        }
        Files.writeString(csv, text);
        assertDone(lacuna("fit", "--csv", csv, "--out", model, "--method", "marginal"));
        assertDone(impute());
        assertThat(Files.readAllLines(filled).get(3).split(",", -1)).hasSize(30_000);
    }

    @Test
    void moreColumnsThanASpreadsheetHas() throws IOException {
        String header = IntStream.range(0, 16_385).mapToObj(j -> "x" + j).collect(Collectors.joining(","));
        assertRefused(fit(header + "\n"), "table.csv:1: more than 16384 columns");
    }

    @Test
    void aModelCutShortForeignOrNotThere() throws IOException {
        aModel();
        byte[] whole = Files.readAllBytes(model);
        for (int length : new int[] {0, 3, 8, 40, whole.length / 2, whole.length - 1}) {
            Files.write(model, Arrays.copyOf(whole, length));
            assertRefused(impute(), "model.lacuna: cannot be used as a model");
        }
        Files.writeString(model, "a,b\n1,2\n");
        assertRefused(impute(), "not a Lacuna model");
        assertRefused(lacuna("evaluate", "--model", model, "--csv", csv), "not a Lacuna model");
        Files.delete(model);
        assertRefused(impute(), "model.lacuna: no such model file");
        Files.createDirectory(model);
        assertRefused(impute(), "model.lacuna: is a directory");
    }

    @Test
    void aTableThatIsNotThereOrADirectory() throws IOException {
        assertRefused(fit(), "table.csv: no such file");
        Files.createDirectory(csv);
        assertRefused(fit(), "table.csv: is a directory");
    }

    @Test
    void outputsThatCannotBeWrittenAreRefusedBeforeTheWork() throws IOException {
        Files.createDirectory(model);
        assertRefused(fit("a\n1\n2\n"), "model.lacuna: is a directory");
        model = folder.resolve("nowhere").resolve("model");
        assertRefused(fit("a\n1\n2\n"), "create it first");
    }

    @Test
    void aFailureLeavesTheOldOutputAsItWas() throws IOException {
        aModel();
        Files.writeString(filled, "precious");
        assertThat(impute("a,b\n1,\n3,4,5\n").status()).isEqualTo(1);
        assertThat(filled).hasContent("precious");
    }

    @Test
    void aTableWithNoneOfTheModelsColumns() throws IOException {
        aModel();
        assertRefused(impute("x,y\n1,2\n"), "none of the model's features is a column of it; the model has a, b");
    }

    @Test
    void aTableWithOtherColumnsInAnotherOrderIsFilledByName() throws IOException {
        aModel();
        CommandRun run = impute("extra,b\nkeep me,\n\"and,me\",4\n");
        assertDone(run);
        assertThat(run.err()).contains("has no column for a;").contains("passed through unchanged: extra");
        assertThat(Files.readAllLines(filled).get(1)).startsWith("keep me,");
        assertThat(Files.readAllLines(filled).get(2)).isEqualTo("\"and,me\",4,,");
    }

    @Test
    void valuesTheModelDoesNotKnowStayAndAreCounted() throws IOException {
        assertDone(fit("c,n\nred,1\nblue,2\nred,1.1\nblue,2.2\nred,\n"));
        CommandRun run = impute("c,n\ngreen,1\n,high\ngreen,\n");
        assertDone(run);
        assertThat(run.err())
                .contains("column 'c': 2 cells have values that the model does not know, such as 'green' at")
                .contains("column 'n': 1 cells");
        assertThat(Files.readAllLines(filled).get(1)).isEqualTo("green,1,,");
        assertThat(Files.readAllLines(filled).get(2)).endsWith(",high,,");
        assertThat(Files.readAllLines(filled).get(3)).startsWith("green,");
    }

    @Test
    void extremeNumbersLeaveNoGap() throws IOException {
        assertDone(fit("a,b\n1e300,1\n-1e300,2\n1e-300,\n,4\n5,5\n"));
        assertDone(impute("a,b\n1e308,\n-1e308,\n,1e308\n1e-320,\n"));
        assertNoGaps();
    }

    @Test
    void aFileIsFilledInItsOwnPlace() throws IOException {
        aModel();
        Files.writeString(csv, "a,b\n1,\n");
        assertDone(lacuna("impute", "--model", model, "--csv", csv, "--in-place"));
        assertThat(Files.readAllLines(csv).get(1)).matches("1,[-0-9.]+");
    }

    @Test
    void aMethodTheModelCannotBeServedWith() throws IOException {
        aModel();
        assertRefused(
                lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--method", "svi"),
                "cannot be served with method 'svi', only with relay-mixture");
        assertDone(lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--method", "relay-mixture"));
    }

    @Test
    void intervalsDoNotNameAColumnASecondTime() throws IOException {
        assertDone(fit("a,b,a:lower\n1,,3\n,2,4\n3,4,5\n4,,6\n,6,7\n6,7,8\n"));
        assertRefused(impute(), "has a column 'a:lower' already, which --intervals would add; rename it");
        assertDone(lacuna("impute", "--model", model, "--csv", csv, "--out", filled));
    }

    @Test
    void usageErrorsEndWithStatusTwo() {
        assertThat(lacuna("fit", "--csv", csv).status()).isEqualTo(2);
        assertThat(lacuna("fit", "--csv", csv, "--out", model, "--method", "magic")
                        .status())
                .isEqualTo(2);
        assertThat(lacuna("fit", "--csv", csv, "--out", model, "--budget", "soon")
                        .status())
                .isEqualTo(2);
        assertThat(lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--intervals", "2")
                        .status())
                .isEqualTo(2);
        assertThat(lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--bounds", "a=5:1")
                        .status())
                .isEqualTo(2);
        assertThat(lacuna("evaluate", "--model", model, "--csv", csv, "--mask-rate", "-1")
                        .status())
                .isEqualTo(2);
        assertThat(lacuna("nonsense").status()).isEqualTo(2);
    }

    private void assertNoGaps() throws IOException {
        for (String line : Files.readAllLines(filled)) {
            String own = line.split(",")[0] + "," + line.split(",")[1];
            assertThat(own)
                    .doesNotStartWith(",")
                    .doesNotContain(",,")
                    .doesNotEndWith(",")
                    .doesNotContain("NA");
        }
    }

    @Test
    void aUsageErrorIsSaidInALineAndWhereToReadOn() {
        for (CommandRun run : java.util.List.of(
                lacuna("fit", "--csv", csv), lacuna("impute", "--model", model), lacuna("evaluate"))) {
            assertThat(run.err().lines()).hasSize(2);
            assertThat(run.err()).contains("lacuna: Missing required option", " --help' lists its options");
        }
    }

    @Test
    void anUnknownOptionIsNamedBeforeMissingOnes() {
        CommandRun run = lacuna("fit", "--cvs", csv, "--out", model);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("Unknown option: '--cvs'").doesNotContain("Missing");
    }
}
