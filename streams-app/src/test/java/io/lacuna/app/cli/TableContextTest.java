package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of two stations, every ten minutes, whose readings drift slowly: a row's past tells most of it. */
class TableContextTest {
    private static final int ROWS = 900;
    private static final int TRAINED = 600;

    /** The model by time and key, which is the same in each test; null before the first. */
    private static byte @Nullable [] fitted;

    @TempDir
    private Path folder;

    private Path train;
    private Path test;
    private Path model;
    private final List<String> truth = new ArrayList<>();

    @BeforeEach
    void table() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        double[][] at = new double[2][2];
        boolean[][] gap = new boolean[2][2];
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            int station = i % 2;
            StringBuilder row =
                    new StringBuilder(LocalDateTime.of(2026, 3, 1, 0, 0).plusMinutes(10L * (i / 2)) + ",s" + station);
            StringBuilder whole = new StringBuilder(row);
            for (int j = 0; j < 2; j++) {
                at[station][j] = 0.98 * at[station][j] + 0.2 * random.nextGaussian();
                gap[station][j] = gap[station][j] ? random.nextDouble() < 0.8 : random.nextDouble() < 0.06;
                String cell = String.valueOf(Math.rint(1000 * (20 + at[station][j])) / 1000);
                whole.append(',').append(cell);
                row.append(',').append(gap[station][j] ? "" : cell);
            }
            rows.add(row.toString());
            truth.add(whole.toString());
        }
        train = write("train.csv", rows.subList(0, TRAINED));
        test = write("test.csv", rows.subList(TRAINED, ROWS));
        model = folder.resolve("model.lacuna");
    }

    private Path write(String name, List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("when,station,temp,level"));
        lines.addAll(rows);
        return Files.write(folder.resolve(name), lines);
    }

    private CommandRun run(Object... arguments) {
        CommandRun run = lacuna(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private CommandRun fit(Object... more) {
        return run(with(List.of("fit", "--csv", train, "--out", model, "--budget", "2s", "--threads", 1), more));
    }

    /** Writes the model by time and key; it is fitted once. */
    private void modelByTimeAndKey() throws IOException {
        if (fitted == null) {
            fit("--time", "when", "--key", "station");
            fitted = Files.readAllBytes(model);
        }
        Files.write(model, fitted);
    }

    private List<String> impute(Path csv, Object... more) throws IOException {
        Path out = folder.resolve("filled.csv");
        run(with(List.of("impute", "--model", model, "--csv", csv, "--out", out), more));
        return Files.readAllLines(out);
    }

    private static Object[] with(List<?> arguments, Object... more) {
        List<Object> all = new ArrayList<>(arguments);
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }

    /** Mean squared error of the filled cells of the test rows. */
    private double error(List<String> filled) throws IOException {
        List<String> gaps = Files.readAllLines(test);
        double sum = 0;
        int count = 0;
        for (int i = 1; i < gaps.size(); i++) {
            String[] missing = gaps.get(i).split(",", -1);
            String[] got = filled.get(i).split(",", -1);
            String[] whole = truth.get(TRAINED + i - 1).split(",", -1);
            for (int c = 2; c < 4; c++) {
                if (missing[c].isEmpty()) {
                    double error = Double.parseDouble(got[c]) - Double.parseDouble(whole[c]);
                    sum += error * error;
                    count++;
                } else {
                    assertThat(got[c]).isEqualTo(missing[c]);
                }
            }
            assertThat(got[0]).isEqualTo(missing[0]);
        }
        return sum / count;
    }

    @Test
    void aRowsPastHelpsToFillIt() throws Exception {
        CommandRun fit = fit("--time", "when", "--key", "station");
        assertThat(fit.out()).contains("filled with the key's earlier rows: temp, level");
        ImputationModel fitted = ModelArtifact.read(Files.readAllBytes(model));
        assertThat(fitted.features().list().stream().map(feature -> feature.name()))
                .containsExactly("temp", "level");
        assertThat(fitted.provenance().entries())
                .containsEntry("fit.context.time", "when")
                .containsEntry("fit.context.key.1", "station")
                .containsEntry("fit.context.step", "600000.0");
        double alone = error(impute(test, "--context", "none"));
        double with = error(impute(test));
        double primed = error(impute(test, "--prime", train));
        assertThat(with).isLessThan(0.5 * alone);
        assertThat(primed).isLessThanOrEqualTo(with);
    }

    @Test
    void theOrderOfTheRowsDoesNotMatterWhereTheyHaveTimes() throws Exception {
        modelByTimeAndKey();
        List<String> filled = impute(test, "--prime", train, "--intervals", "0.9");
        Map<String, String> byRow = new HashMap<>();
        filled.forEach(row -> byRow.put(row.split(",")[0] + row.split(",")[1], row));
        List<String> rows = new ArrayList<>(Files.readAllLines(test));
        rows.remove(0);
        java.util.Collections.shuffle(rows, new java.util.Random(4));
        List<String> shuffled = impute(write("shuffled.csv", rows), "--prime", train, "--intervals", "0.9");
        for (int i = 0; i < rows.size(); i++) {
            String[] cells = shuffled.get(i + 1).split(",");
            assertThat(shuffled.get(i + 1)).startsWith(rows.get(i).substring(0, 19));
            assertThat(shuffled.get(i + 1)).isEqualTo(byRow.get(cells[0] + cells[1]));
        }
    }

    @Test
    void withoutAChoiceTheModelIsAsEverAndTimeIsOffered() throws Exception {
        CommandRun plain = fit("--exclude", "when,station");
        assertThat(plain.err()).contains("column 'when' passes through unchanged; it looks like time: --time 'when'");
        assertThat(plain.err().lines().filter(line -> line.contains("'when'")))
                .as("one note about the column")
                .hasSize(1);
        ImputationModel fitted = ModelArtifact.read(Files.readAllBytes(model));
        assertThat(fitted.context()).isNull();
        assertThat(fitted.provenance().entries().keySet()).noneMatch(key -> key.startsWith("fit.context"));
        CommandRun none = fit("--exclude", "when,station", "--context", "none");
        assertThat(none.err()).doesNotContain("looks like time");
        assertThat(Files.readAllBytes(model)).isEqualTo(ModelArtifact.write(fitted));
    }

    @Test
    void theTablesOrderCanBeTheTime() throws Exception {
        fit("--key", "station", "--exclude", "when");
        double alone = error(impute(test, "--context", "none"));
        assertThat(error(impute(test, "--prime", train))).isLessThan(0.5 * alone);
    }

    @Test
    void aColumnThatIsNotThereIsNamed() {
        CommandRun run = lacuna("fit", "--csv", train, "--out", model, "--time", "then");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("no column is named 'then'");
        run = lacuna("fit", "--csv", train, "--out", model, "--time", "station", "--budget", "1s");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("column 'station' has no readable time, such as 's0' in row 1");
    }

    @Test
    void rowsThatAreNotEarlierDoNotPrime() throws Exception {
        modelByTimeAndKey();
        Path out = folder.resolve("filled.csv");
        CommandRun run = run("impute", "--model", model, "--csv", train, "--out", out, "--prime", test);
        assertThat(run.err()).contains("300 rows are not earlier than the first of");
    }

    @Test
    void aRowWithoutCellsIsFilledFromThePastAlone() throws Exception {
        // One station's rows, then the other's, without their times and names.
        List<String> cells = new ArrayList<>(List.of("temp,level"));
        for (String station : List.of(",s0,", ",s1,")) {
            Files.readAllLines(train).stream()
                    .filter(row -> row.contains(station))
                    .forEach(row -> cells.add(row.substring(row.indexOf(station) + station.length())));
        }
        Path stations = Files.write(folder.resolve("stations.csv"), cells);
        run("fit", "--csv", stations, "--out", model, "--budget", "2s", "--threads", 1, "--context", "rows");
        Path gaps = folder.resolve("gaps.csv");
        Files.write(gaps, List.of("temp,level", ",", "22.0,21.5", ",", ","));
        Path out = folder.resolve("filled.csv");
        CommandRun filled = run("impute", "--model", model, "--csv", gaps, "--out", out, "--intervals", "0.9");
        assertThat(filled.err())
                .contains("1 row has no observed cell and is not changed")
                .contains("2 rows have no observed cell and are filled from earlier rows alone");
        List<String> rows = Files.readAllLines(out);
        assertThat(rows.get(1)).isEqualTo(",,,,,");
        assertThat(Double.parseDouble(rows.get(3).split(",")[0])).isGreaterThan(21);
        assertThat(Double.parseDouble(rows.get(4).split(",")[0])).isBetween(20.5, 22.5);
        CommandRun alone = run("impute", "--model", model, "--csv", gaps, "--out", out, "--context", "none");
        assertThat(alone.err()).contains("3 rows have no observed cell and are not changed");
        assertThat(Files.readAllLines(out).get(3)).isEqualTo(",");
    }

    @Test
    void earlierRowsHelpToEvaluateTheFirstOnes() throws Exception {
        modelByTimeAndKey();
        List<String> lines = Files.readAllLines(test);
        Path first = Files.write(folder.resolve("first.csv"), lines.subList(0, 41));
        double without = evaluated(first);
        assertThat(evaluated(first, "--prime", train)).isLessThan(0.8 * without);
        assertThat(run("evaluate", "--model", model, "--csv", train, "--prime", test)
                        .err())
                .contains("300 rows are not earlier than the first of");
        assertThat(run("evaluate", "--model", model, "--csv", test, "--prime", train, "--context", "none")
                        .err())
                .contains("the rows of --prime are not used: use --time, --key or --context rows");
    }

    private double evaluated(Path csv, Object... more) throws IOException {
        CommandRun run = run(with(
                List.of("evaluate", "--model", model, "--csv", csv, "--json", "--mask-rate", "0.9", "--seed", 2),
                more));
        return new ObjectMapper().readTree(run.out()).get("total").get("rmse").asDouble();
    }

    @Test
    void scoresAreToldByAge() throws Exception {
        modelByTimeAndKey();
        CommandRun run = run("evaluate", "--model", model, "--csv", test, "--json");
        JsonNode scores = new ObjectMapper().readTree(run.out());
        JsonNode ages = scores.get("ages");
        assertThat(ages).hasSize(4);
        assertThat(ages.findValuesAsText("steps")).containsExactly("1", "2-6", "7-24", ">24");
        JsonNode first = ages.get(0);
        assertThat(first.get("cells").asInt()).isGreaterThan(20);
        assertThat(first.get("rmse").asDouble())
                .isLessThan(0.5 * first.get("rmseWithoutContext").asDouble());
        assertThat(first.get("rmse").asDouble())
                .isLessThan(1.1 * first.get("rmseOfLastValue").asDouble());
        assertThat(ages.get(1).get("rmse").asDouble())
                .isLessThan(ages.get(1).get("rmseWithoutContext").asDouble());
        assertThat(run("evaluate", "--model", model, "--csv", test).out()).contains("steps since their feature");
        CommandRun alone = run("evaluate", "--model", model, "--csv", test, "--context", "none");
        assertThat(alone.out()).doesNotContain("steps since their feature");
    }
}
