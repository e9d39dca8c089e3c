package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fit}, {@code impute} and {@code evaluate} as a user runs them. */
class OfflineCommandsTest {
    /** The model of the table, which is the same in each test; null before the first. */
    private static byte @Nullable [] fitted;

    @TempDir
    private Path folder;

    private Path csv;
    private Path model;
    private Path filled;

    @BeforeEach
    void aTableOfTwoSensorsAndARoom() throws IOException {
        csv = folder.resolve("sensors.csv");
        model = folder.resolve("model.lacuna");
        filled = folder.resolve("filled.csv");
        StringBuilder text = new StringBuilder("id,\"indoor\", outdoor ,room\n");
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 300; i++) {
            double outdoor = 10 + 5 * random.nextGaussian();
            boolean attic = random.nextBoolean();
            double indoor = 20 + 0.4 * (outdoor - 10) + (attic ? 6 : 0) + 0.2 * random.nextGaussian();
            text.append("sensor-").append(i).append(',');
            text.append(random.nextDouble() < 0.3 ? "NA" : String.format(Locale.ROOT, "\"%.2f\"", indoor))
                    .append(',');
            text.append(random.nextDouble() < 0.3 ? "" : String.format(Locale.ROOT, " %.2f", outdoor))
                    .append(',');
            text.append(random.nextDouble() < 0.3 ? "" : attic ? "\"attic, cold\"" : "cellar")
                    .append('\n');
        }
        Files.writeString(csv, text);
    }

    private CommandRun fit(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("fit", "--csv", csv, "--out", model, "--budget", "2s"));
        arguments.addAll(List.of(more));
        return lacuna(arguments.toArray());
    }

    /** Writes the model that {@link #fit} writes without more arguments; it is fitted once. */
    private void model() throws IOException {
        if (fitted == null) {
            CommandRun run = fit();
            assertThat(run.status()).as(run.err()).isZero();
            fitted = Files.readAllBytes(model);
        }
        Files.write(model, fitted);
    }

    private CommandRun impute(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("impute", "--model", model, "--csv", csv, "--out", filled));
        arguments.addAll(List.of(more));
        return lacuna(arguments.toArray());
    }

    /** The cells as written in the file; no quoted cell of these tables contains a line break. */
    private static List<List<String>> cells(Path file) throws IOException {
        List<List<String>> all = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            all.add(List.of(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)));
        }
        return all;
    }

    private static boolean isGap(String cell) {
        return cell.isEmpty() || cell.equals("NA");
    }

    @Test
    void fillsEveryGapOfAModelledColumnAndTouchesNothingElse() throws IOException {
        CommandRun fitted = fit();
        assertThat(fitted.status()).as(fitted.err()).isZero();
        assertThat(fitted.err()).contains("column 'id' passes through unchanged: text with");
        CommandRun imputed = impute();
        assertThat(imputed.status()).as(imputed.err()).isZero();

        List<List<String>> before = cells(csv);
        List<List<String>> after = cells(filled);
        assertThat(after).hasSameSizeAs(before);
        assertThat(after.get(0)).isEqualTo(before.get(0));
        for (int i = 1; i < before.size(); i++) {
            for (int j = 0; j < 4; j++) {
                String cell = before.get(i).get(j);
                if (!isGap(cell)) {
                    assertThat(after.get(i).get(j)).isEqualTo(cell);
                } else if (j == 3) {
                    assertThat(after.get(i).get(j)).isIn("\"attic, cold\"", "cellar");
                } else {
                    assertThat(Double.parseDouble(after.get(i).get(j))).isBetween(-30.0, 50.0);
                }
            }
        }
    }

    @Test
    void appendsIntervalsBehindTheColumnsAndLeavesThemEmptyWhereTheCellWasObserved() throws IOException {
        model();
        assertThat(impute("--intervals", 0.9).status()).isZero();
        List<List<String>> before = cells(csv);
        List<List<String>> after = cells(filled);
        assertThat(after.get(0).subList(4, 8))
                .containsExactly("indoor:lower", "indoor:upper", "outdoor:lower", "outdoor:upper");
        for (int i = 1; i < before.size(); i++) {
            for (int j = 1; j <= 2; j++) {
                String lower = after.get(i).get(2 + 2 * j);
                String upper = after.get(i).get(3 + 2 * j);
                if (isGap(before.get(i).get(j))) {
                    double value = Double.parseDouble(after.get(i).get(j));
                    assertThat(Double.parseDouble(lower)).isLessThan(value);
                    assertThat(Double.parseDouble(upper)).isGreaterThan(value);
                } else {
                    assertThat(lower + upper).isEmpty();
                }
            }
        }
    }

    @Test
    void drawsTablesWhoseMeanIsTheFilledTable() throws IOException {
        model();
        assertThat(impute("--draws", 200, "--seed", 3).status()).isZero();
        int record = 1;
        while (!isGap(cells(csv).get(record).get(1))) {
            record++;
        }
        double sum = 0;
        for (int m = 1; m <= 200; m++) {
            sum += Double.parseDouble(
                    cells(folder.resolve("filled-" + m + ".csv")).get(record).get(1));
        }
        assertThat(sum / 200)
                .isCloseTo(Double.parseDouble(cells(filled).get(record).get(1)), within(1.0));
    }

    @Test
    void writesALatentCodeForEveryRecord() throws IOException {
        model();
        Path latents = folder.resolve("latents.csv");
        assertThat(impute("--latents", latents).status()).isZero();
        List<List<String>> rows = cells(latents);
        assertThat(rows).hasSize(301);
        assertThat(rows.get(0)).startsWith("record", "log_likelihood", "mean_1");
        assertThat(rows.get(300).get(0)).isEqualTo("300");
        assertThat(rows).allMatch(row -> row.size() == rows.get(0).size());
    }

    /** A cellar at the temperature of an attic: the room or the number is wrong, and neither by itself is unusual. */
    @Test
    void tellsTheMostSurprisingCellOfEveryRecord() throws IOException {
        model();
        Files.writeString(
                csv, "sensor-x,35.00, 10.00,cellar\nsensor-y,20.10, 10.00,cellar\n", StandardOpenOption.APPEND);
        Path surprise = folder.resolve("surprise.csv");
        assertThat(impute("--surprise", surprise).status()).isZero();
        List<List<String>> rows = cells(surprise);
        assertThat(rows).hasSize(303);
        assertThat(rows.get(0)).containsExactly("record", "most_surprising", "indoor", "outdoor", "room");
        List<List<String>> table = cells(csv);
        for (int i = 1; i < rows.size(); i++) {
            for (int column = 1; column <= 3; column++) {
                assertThat(rows.get(i).get(column + 1).isEmpty())
                        .isEqualTo(isGap(table.get(i).get(column).strip()));
            }
        }
        assertThat(rows.get(301).get(1)).isEqualTo("indoor");
        assertThat(Double.parseDouble(rows.get(301).get(2)))
                .isGreaterThan(5 + Double.parseDouble(rows.get(302).get(2)));
    }

    @Test
    void keepsFilledNumbersWithinTheirBounds() throws IOException {
        model();
        assertThat(impute("--bounds", "indoor=21:22", "--intervals", 0.9).status())
                .isZero();
        List<List<String>> before = cells(csv);
        List<List<String>> after = cells(filled);
        for (int i = 1; i < before.size(); i++) {
            if (isGap(before.get(i).get(1))) {
                for (int j : new int[] {1, 4, 5}) {
                    assertThat(Double.parseDouble(after.get(i).get(j))).isBetween(21.0, 22.0);
                }
            }
        }
    }

    @Test
    void printsWhatItDidAsJson() throws IOException {
        JsonNode fitted = new ObjectMapper().readTree(fit("--json").out());
        assertThat(fitted.get("rows").asInt()).isEqualTo(300);
        assertThat(fitted.get("features").asInt()).isEqualTo(3);
        assertThat(fitted.get("provenance").get("fit.seed").asText()).isEqualTo("0");
        JsonNode imputed = new ObjectMapper().readTree(impute("--json").out());
        long gaps = cells(csv).stream()
                .flatMap(List::stream)
                .filter(OfflineCommandsTest::isGap)
                .count();
        assertThat(imputed.get("records").asInt()).isEqualTo(300);
        assertThat(imputed.get("cellsFilled").asLong()).isEqualTo(gaps);
        assertThat(imputed.get("medianMicros").asDouble()).isPositive();
        assertThat(imputed.get("p99Micros").asDouble())
                .isGreaterThanOrEqualTo(imputed.get("medianMicros").asDouble());
    }

    @Test
    void evaluatesAgainstMeanFill() throws IOException {
        model();
        CommandRun run = lacuna("evaluate", "--model", model, "--csv", csv, "--mask-rate", 0.3, "--seed", 1, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode total = new ObjectMapper().readTree(run.out()).get("total");
        assertThat(total.get("rmse").asDouble())
                .isLessThan(0.9 * total.get("meanFillRmse").asDouble());
        assertThat(total.get("meanFillRmse").asDouble()).isCloseTo(1, within(0.15));
        CommandRun table = lacuna("evaluate", "--model", model, "--csv", csv, "--mask-rate", 0.3, "--seed", 1);
        assertThat(table.out()).contains("indoor").contains("room").contains("all");
    }

    @Test
    void printsBoundsOfTheLogLikelihoodByRecordAndInTheMean() throws IOException {
        fit("--method", "svi", "--option", "epochs=5");
        CommandRun run = lacuna(
                "evaluate",
                "--model",
                model,
                "--csv",
                csv,
                "--bound",
                "served,elbo,bsvi-3",
                "--bound-draws",
                4,
                "--json");
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode bounds = new ObjectMapper().readTree(run.out()).get("bounds");
        assertThat(bounds).hasSize(3);
        for (JsonNode bound : bounds) {
            double sum = 0;
            for (JsonNode record : bound.get("records")) {
                sum += record.asDouble();
            }
            assertThat(bound.get("mean").asDouble())
                    .isCloseTo(sum / bound.get("records").size(), within(1e-9));
        }
        assertThat(bounds.get(1).get("mean").asDouble())
                .isLessThan(bounds.get(0).get("mean").asDouble());
        CommandRun table = lacuna("evaluate", "--model", model, "--csv", csv, "--bound", "iwae-2", "--bound-draws", 1);
        assertThat(table.out()).contains("iwae-2").contains("mean").containsPattern("error +-");
        assertThat(lacuna("evaluate", "--model", model, "--csv", csv, "--bound", "evidence")
                        .err())
                .contains("unknown bound 'evidence'; known are served, elbo");
    }

    @Test
    void methodAndStepsAreChosenByName() throws IOException {
        Files.write(csv, Files.readAllLines(csv).subList(0, 101));
        fit("--method", "pseudo-encoded", "--steps", 3, "--option", "epochs=5");
        // A record without values needs none.
        assertThat(meanSteps()).isBetween(2.8, 3.0);
        assertThat(meanSteps("--steps", 0)).isZero();
        assertThat(meanSteps("--method", "svi", "--max-iterations", 9)).isBetween(8.5, 9.0);
        JsonNode scores = new ObjectMapper()
                .readTree(lacuna(
                                "evaluate",
                                "--model",
                                model,
                                "--csv",
                                csv,
                                "--method",
                                "gauss-newton",
                                "--steps",
                                2,
                                "--json")
                        .out());
        assertThat(scores.get("method").asText()).isEqualTo("gauss-newton");
        assertThat(scores.get("total").get("elastic").asDouble())
                .isGreaterThan(scores.get("total").get("mae").asDouble());
        assertThat(impute("--method", "relay").err()).contains("cannot be served with method 'relay', only with svi");
        assertThat(impute("--steps", -1).err()).contains("must not be negative");
    }

    private double meanSteps(Object... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(more));
        arguments.add("--json");
        return new ObjectMapper()
                .readTree(impute(arguments.toArray()).out())
                .get("meanSteps")
                .asDouble();
    }

    @Test
    void writesTheSameModelForTheSameSeed() throws IOException {
        fit("--seed", 5);
        byte[] first = Files.readAllBytes(model);
        fit("--seed", 5);
        assertThat(Files.readAllBytes(model)).isEqualTo(first);
    }

    @Test
    void leavesNoDraftsBehind() throws IOException {
        fit();
        impute();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(csv, model, filled);
        }
    }

    @Test
    void aTableIsFilledInPlaceOnlyWhereThatIsAskedFor() throws IOException {
        model();
        String before = Files.readString(csv);
        CommandRun same = lacuna("impute", "--model", model, "--csv", csv, "--out", csv);
        assertThat(same.status()).isEqualTo(1);
        assertThat(same.err()).contains("--in-place");
        assertThat(lacuna("impute", "--model", model, "--csv", csv).status()).isEqualTo(2);
        assertThat(lacuna("impute", "--model", model, "--csv", csv, "--out", filled, "--in-place")
                        .status())
                .isEqualTo(2);
        assertThat(csv).hasContent(before);
        impute();
        CommandRun inPlace = lacuna("impute", "--model", model, "--csv", csv, "--in-place");
        assertThat(inPlace.status()).as(inPlace.err()).isZero();
        assertThat(csv).hasSameTextualContentAs(filled);
    }
}
