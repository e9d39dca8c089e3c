package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Realistic tables through {@code fit} and {@code impute}: the notes about columns, and the filled values. */
class ColumnKindsTest {
    private static final int ROWS = 60;

    @TempDir
    private Path folder;

    private Path csv;
    private Path model;
    private Path filled;
    private final SplittableRandom random = new SplittableRandom(12);

    @BeforeEach
    void places() {
        csv = folder.resolve("table.csv");
        model = folder.resolve("model.lacuna");
        filled = folder.resolve("filled.csv");
    }

    /** A row of a table by its number, from 0. */
    private interface Row {
        String cells(int i);
    }

    private CommandRun fit(String header, Row row, Object... more) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        for (int i = 0; i < ROWS; i++) {
            text.append(row.cells(i)).append('\n');
        }
        Files.writeString(csv, text);
        return run("fit", List.of("--csv", csv, "--out", model, "--budget", "500ms"), more);
    }

    private CommandRun impute(Object... more) {
        return run("impute", List.of("--model", model, "--csv", csv, "--out", filled), more);
    }

    private static CommandRun run(String command, List<?> arguments, Object... more) {
        List<Object> all = new java.util.ArrayList<>(List.of(command));
        all.addAll(arguments);
        all.addAll(List.of(more));
        CommandRun run = lacuna(all.toArray());
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private String cell(int row, int column) throws IOException {
        return Files.readAllLines(filled).get(row + 1).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)[column];
    }

    private double number() {
        return 20 + 5 * random.nextGaussian();
    }

    private String plain() {
        return String.format(java.util.Locale.ROOT, "%.1f", number());
    }

    @Test
    void strayWordsStayAndWordsForMissingAreFilled() throws IOException {
        CommandRun fitted = fit("a,b", i -> (i == 3 ? "err" : i == 5 ? "unavailable" : plain()) + "," + plain());
        assertThat(fitted.out()).contains("a: number", "b: number");
        assertThat(fitted.err())
                .contains("'err' (1, first at " + csv + ":5)", "'unavailable' (1, first at " + csv + ":7)");
        CommandRun imputed = impute();
        assertThat(imputed.err()).contains("1 cells have values that the model does not know, such as 'err'");
        assertThat(cell(3, 0)).isEqualTo("err");
        assertThat(Double.parseDouble(cell(5, 0))).isBetween(0.0, 40.0);
        impute("--sentinel", "a=err");
        assertThat(Double.parseDouble(cell(3, 0))).isBetween(0.0, 40.0);
    }

    @Test
    void quotedDecimalCommasInACommaFileAreReadAndWritten() throws IOException {
        CommandRun fitted =
                fit("a,b", i -> (i % 5 == 0 ? "" : "\"" + plain().replace('.', ',') + "\"") + "," + plain());
        assertThat(fitted.out()).contains("a: number, all observed cells are numbers with decimal commas");
        impute();
        assertThat(cell(0, 0)).matches("\"-?\\d+,\\d\"");
    }

    @Test
    void thousandsAndUnitsAreReadAndWritten() throws IOException {
        CommandRun fitted = fit(
                "pop,mass",
                i -> (i % 5 == 0 ? "" : "\"" + (1 + random.nextInt(3)) + ",234," + (100 + i) + "\"") + ","
                        + (i % 7 == 1 ? "" : plain() + " kg"));
        assertThat(fitted.out()).contains("thousands separated by ','", "with the unit kg");
        impute();
        assertThat(cell(0, 0)).matches("\"\\d,\\d{3},\\d{3}\"");
        assertThat(cell(1, 1)).matches("\\d+(\\.\\d)? kg");
    }

    @Test
    void theModelRemembersHowItsTableWasRead() throws IOException {
        fit(
                "pop;b",
                i -> (i % 5 == 0 ? "" : 1 + random.nextInt(40) + "." + (100 + i)) + ";" + i % 11,
                "--thousands",
                "pop=.");
        impute();
        assertThat(Files.readAllLines(filled).get(1)).matches("\\d{1,2}\\.\\d{3};0");
    }

    @Test
    void wholeNumbersAreFilledWithWholeOnesAndDecimalsToTheColumnsPlaces() throws IOException {
        fit(
                "n,w,f",
                i -> (i % 5 == 0 ? "" : random.nextInt(9)) + "," + (i % 7 == 1 ? "" : random.nextInt(9) + ".0") + ","
                        + (i % 4 == 3 ? "" : plain() + "0"));
        impute("--intervals", 0.9, "--draws", 1);
        assertThat(cell(0, 0)).matches("-?\\d");
        assertThat(cell(1, 1)).matches("-?\\d\\.0");
        assertThat(cell(3, 2)).matches("\\d+\\.\\d0");
        filled = folder.resolve("filled-1.csv");
        assertThat(cell(0, 0)).matches("-?\\d+");
        filled = folder.resolve("filled.csv");
        impute("--digits", 3);
        assertThat(cell(0, 0)).matches("\\d\\.\\d{1,3}");
    }

    @Test
    void flagsAreFilledInTheirOwnWords() throws IOException {
        fit(
                "a,b,c",
                i -> (i % 5 == 0 ? "" : i % 2) + "," + (i % 7 == 0 ? "" : i % 3 == 0 ? "1.0" : "0.0") + "," + plain());
        impute("--draws", 1);
        assertThat(cell(0, 0)).isIn("0", "1");
        assertThat(cell(0, 1)).isIn("0.0", "1.0");
        filled = folder.resolve("filled-1.csv");
        assertThat(cell(5, 0)).isIn("0", "1");
    }

    @Test
    void otherSpellingsOfALabelAreKnown() throws IOException {
        CommandRun fitted =
                fit("a,b", i -> List.of("yes", "Yes", "no", "", "yes", "NO").get(i % 6) + "," + plain());
        assertThat(fitted.err()).contains("'yes', 'Yes' are read as one label, 'yes'", "'no', 'NO'");
        CommandRun imputed = impute();
        assertThat(imputed.err()).doesNotContain("does not know");
        assertThat(cell(1, 0)).isEqualTo("Yes");
        assertThat(cell(3, 0)).isIn("yes", "no");
    }

    @Test
    void aPreambleIsKeptAndNamed() throws IOException {
        CommandRun fitted = fit("# station 7\n# units: m\na,b", i -> plain() + "," + (i == 2 ? "" : plain()));
        assertThat(fitted.err()).contains("the first 2 lines come before the header, such as '# station 7 # units: m'");
        impute();
        assertThat(Files.readAllLines(filled).subList(0, 3)).containsExactly("# station 7", "# units: m", "a,b");
        assertThat(Files.readAllLines(filled)).hasSize(ROWS + 3);
    }

    /** With the way out: such lines are not skipped, because they may as well be a header of too few names. */
    @Test
    void theTitleOfAReportBeforeTheHeaderIsToldOf() throws IOException {
        for (String title :
                List.of("Station report 2024\nLogger 3.1\n\na;b", "Report, May\na,b,c", "// exported\na,b")) {
            String header = title.substring(title.lastIndexOf('\n') + 1);
            String row = header.replaceAll("[abc]", "1.5");
            Files.writeString(csv, title + "\n" + (row + "\n").repeat(5));
            CommandRun run = lacuna("fit", "--csv", csv, "--out", model);
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("delete the lines before its header or begin each with #");
        }
    }

    /** As spreadsheets and web pages write them. */
    @Test
    void spacesThatDoNotBreakAreSpaces() throws IOException {
        CommandRun fitted = fit("a,b", i -> (i == 3 ? "" : "\u00a0" + plain() + "\u202f") + "," + plain() + "\u00a0");
        assertThat(fitted.out()).contains("a, b: number");
        assertThat(fitted.err()).isEmpty();
        impute();
        assertThat(cell(0, 0)).startsWith("\u00a0").endsWith("\u202f");
        assertThat(cell(3, 0)).matches("-?[0-9.]+");
    }

    @Test
    void aMissingHeaderIsNamed() throws IOException {
        CommandRun fitted = fit("1.5,2.25", i -> plain() + "," + plain());
        assertThat(fitted.err()).contains("the first line looks like values", "1.5, 2.25");
        CommandRun years = fit("1990,1991,1992", i -> plain() + "," + plain() + "," + plain());
        assertThat(years.err()).doesNotContain("looks like values");
    }

    @Test
    void blankRowsAreCounted() throws IOException {
        CommandRun fitted = fit("a,b", i -> i % 10 == 0 ? "," : plain() + "," + plain());
        assertThat(fitted.err()).contains("6 rows have no observed cell");
        assertThat(impute().err()).contains("6 rows have no observed cell and are not changed");
    }

    @Test
    void sentinelsAreReadAsThePagesSay() throws IOException {
        CommandRun fitted = fit(
                "a,b",
                i -> (i % 9 == 0 ? "-9999" : i % 9 == 1 ? "999.9" : plain()) + "," + (i % 9 == 2 ? "-1" : plain()),
                "--sentinel=-9999,999.9",
                "--sentinel",
                "b=-1",
                "--sentinel",
                "777");
        assertThat(fitted.err()).contains("no cell equals the sentinel 777").doesNotContain("sentinel -9999");
        CommandRun imputed = impute();
        assertThat(imputed.err()).doesNotContain("sentinel");
        assertThat(Double.parseDouble(cell(0, 0))).isBetween(0.0, 40.0);
        assertThat(Double.parseDouble(cell(1, 0))).isBetween(0.0, 40.0);
        assertThat(Double.parseDouble(cell(2, 1))).isBetween(0.0, 40.0);
    }

    @Test
    void aSentinelMayHaveADecimalComma() throws IOException {
        CommandRun fitted = fit(
                "a;b",
                i -> (i % 9 == 0 ? "-200,00" : plain().replace('.', ',')) + ";" + i % 11,
                "--sentinel",
                "-200,00");
        assertThat(fitted.err()).doesNotContain("no cell equals");
        impute();
        assertThat(Files.readAllLines(filled).get(1)).matches("\\d+(,\\d+)?;0");
    }

    @Test
    void codesOfMissingValuesAreNamed() throws IOException {
        CommandRun fitted = fit(
                "a,b,c,d",
                i -> (i % 9 == 0 ? "-9999" : plain()) + "," + (i % 9 == 1 ? "98" : i % 9 == 2 ? "99" : i % 7) + ","
                        + plain() + "," + (i % 5 == 0 ? "99.0" : 90 + i % 10 + ".5"));
        assertThat(fitted.err())
                .contains("column 'a': -9999 may mean missing, far from the other numbers; --sentinel 'a=-9999'")
                .contains("column 'b': 99 and 98 may mean missing")
                .doesNotContain("column 'c'", "column 'd'");
    }

    @Test
    void numbersInAnotherUnitAreNamed() throws IOException {
        fit("mass,temp", i -> plain() + " kg," + plain());
        StringBuilder text = new StringBuilder("mass,temp\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(plain()).append(" g,").append(1000 * number()).append('\n');
        }
        Files.writeString(csv, text);
        assertThat(impute().err())
                .contains("column 'mass' is in g; the model was fitted on kg")
                .contains("column 'temp' has the mean 2", "is it in another unit (thousands)?");
        fit("mass,temp", i -> plain() + " kg," + plain());
        assertThat(impute().err()).doesNotContain("unit");
    }

    /** Numbers that became much smaller are not far from the old ones, in old spreads. */
    @Test
    void aKnownConversionIsNamedInEitherDirection() throws IOException {
        fit("mass,temp", i -> 1_000 * number() + "," + number());
        table("mass,temp", () -> number() + "," + (32 + 1.8 * number()));
        assertThat(impute().err())
                .contains("column 'mass' has the mean", "is it in another unit (thousandths)?")
                .contains("column 'temp' has the mean", "is it in another unit (from Celsius to Fahrenheit)?");
        table("mass,temp", () -> 1_050 * number() + "," + (number() + 2));
        assertThat(impute().err()).doesNotContain("unit");
        table("mass,temp", () -> 1_000 * number() + ",20.5"); // A sensor that hangs.
        assertThat(impute().err()).doesNotContain("unit");
    }

    private void table(String header, java.util.function.Supplier<String> row) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        for (int i = 0; i < ROWS; i++) {
            text.append(row.get()).append('\n');
        }
        Files.writeString(csv, text);
    }

    @Test
    void packedTablesAndStandardStreamsAreReadAndWritten() throws IOException {
        fit("a,b", i -> (i % 5 == 0 ? "" : plain()) + "," + plain());
        impute();
        String expected = Files.readString(filled);
        Path packed = folder.resolve("table.csv.gz");
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(csv, out);
        }
        Path packedOut = folder.resolve("filled.csv.gz");
        CommandRun run = lacuna("impute", "--model", model, "--csv", packed, "--out", packedOut, "--draws", 1);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(unpacked(packedOut)).isEqualTo(expected);
        assertThat(unpacked(folder.resolve("filled-1.csv.gz")).lines()).hasSize(ROWS + 1);
        java.io.InputStream standard = System.in;
        try {
            System.setIn(Files.newInputStream(csv));
            CommandRun piped = lacuna("impute", "--model", model, "--csv", "-", "--out", "-");
            assertThat(piped.status()).as(piped.err()).isZero();
            assertThat(piped.out()).isEqualTo(expected);
            assertThat(piped.err()).contains("wrote standard output");
            System.setIn(Files.newInputStream(packed));
            assertThat(lacuna("fit", "--csv", "-", "--out", model, "--budget", "500ms")
                            .status())
                    .isZero();
        } finally {
            System.setIn(standard);
        }
        assertThat(lacuna("impute", "--model", model, "--csv", csv, "--out", "-", "--draws", 1)
                        .status())
                .isEqualTo(2);
    }

    private static String unpacked(Path file) throws IOException {
        try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @Test
    void roundedPartsOfAWholeSumToItInFillsAndDraws() throws IOException {
        fit(
                "a,b,c,p,q,r,x",
                i -> {
                    int one = random.nextInt(3);
                    int p = random.nextInt(400);
                    int q = random.nextInt(400);
                    String flags =
                            i < 40 ? "%d,%d,%d".formatted(one == 0 ? 1 : 0, one == 1 ? 1 : 0, one == 2 ? 1 : 0) : ",,";
                    String parts = i < 40
                            ? "%s,%s,%s".formatted(p / 10.0, q / 10.0, (1000 - p - q) / 10.0)
                            : i < 50 ? ",," + (1000 - p - q) / 10.0 : ",,";
                    return flags + "," + parts + "," + plain();
                },
                "--numeric",
                "a,b,c");
        impute("--draws", "2");
        for (String name : List.of("filled.csv", "filled-1.csv", "filled-2.csv")) {
            filled = folder.resolve(name);
            for (int row = 40; row < ROWS; row++) {
                assertThat(sum(row, 0)).isEqualTo(1);
                assertThat(sum(row, 3)).isCloseTo(100, within(1e-9));
            }
        }
    }

    private double sum(int row, int from) throws IOException {
        double sum = 0;
        for (int c = from; c < from + 3; c++) {
            sum += Double.parseDouble(cell(row, c));
        }
        return sum;
    }
}
