package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in {@code docs/multiple-imputation.md} pools real draws as Rubin's rules say. */
class MultipleImputationGuideTest {
    private static final Path PAGE = Path.of("..", "docs", "multiple-imputation.md");
    private static final Path TABLE = Path.of("..", "examples", "building.csv");
    private static final int DRAWS = 5;

    @TempDir
    private Path folder;

    private void fillWithDraws() {
        Path model = folder.resolve("building.model");
        assertThat(lacuna("fit", "--csv", TABLE, "--out", model, "--preset", "fast", "--budget", "1s")
                        .status())
                .isZero();
        assertThat(lacuna(
                                "impute",
                                "--model",
                                model,
                                "--csv",
                                TABLE,
                                "--out",
                                folder.resolve("filled.csv"),
                                "--draws",
                                DRAWS)
                        .status())
                .isZero();
    }

    @Test
    void thePythonCodePoolsByRubinsRulesAndAShiftOfNothingChangesNothing() throws Exception {
        Files.createDirectory(folder.resolve("examples"));
        Files.copy(TABLE, folder.resolve("examples/building.csv"));
        List<String> lines = run("python", "pool.py", "python3").lines().toList();
        assertThat(lines).hasSize(4).startsWith(expected());
        String pooled = expected().replaceFirst(", [0-9]+ degrees.*", "");
        assertThat(lines.get(2)).isEqualTo("if missing values are +0.0 higher: " + pooled);
        assertThat(lines.get(1)).doesNotContain(pooled);
        assertThat(lines.get(3)).doesNotContain(pooled);
    }

    @Test
    void theCodeInRPoolsByRubinsRules() throws Exception {
        assertThat(run("r", "pool.R", "Rscript")).isEqualTo(expected());
    }

    /** Runs the page's code in this language where its interpreter is on the path. */
    private String run(String language, String file, String interpreter) throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, interpreter))),
                interpreter + " is not on the PATH");
        fillWithDraws();
        String code = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"));
        assertThat(code).isNotEmpty();
        Files.writeString(folder.resolve(file), code);
        Process process = new ProcessBuilder(interpreter, file)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("errors")))
                .isZero();
        return output.strip();
    }

    private String expected() throws IOException {
        double[] slopes = new double[DRAWS];
        double[] variances = new double[DRAWS];
        for (int m = 0; m < DRAWS; m++) {
            regress(folder.resolve("filled-" + (m + 1) + ".csv"), m, slopes, variances);
        }
        double mean = Arrays.stream(slopes).average().orElseThrow();
        double between = Arrays.stream(slopes)
                        .map(slope -> (slope - mean) * (slope - mean))
                        .sum()
                / (DRAWS - 1)
                * (1 + 1.0 / DRAWS);
        assertThat(between).as("the draws differ").isPositive();
        double within = Arrays.stream(variances).average().orElseThrow();
        return String.format(
                Locale.ROOT,
                "slope %.5f, standard error %.5f, %.0f degrees of freedom, %.3f due to gaps",
                mean,
                Math.sqrt(within + between),
                (DRAWS - 1) * Math.pow(1 + within / between, 2),
                between / (within + between));
    }

    private static void regress(Path file, int m, double[] slopes, double[] variances) throws IOException {
        List<double[]> points = new ArrayList<>();
        try (CSVParser table = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(Files.newBufferedReader(file))) {
            for (CSVRecord row : table) {
                points.add(
                        new double[] {Double.parseDouble(row.get("outside_temp")), Double.parseDouble(row.get("power"))
                        });
            }
        }
        double x = mean(points, 0);
        double y = mean(points, 1);
        double xx = points.stream().mapToDouble(p -> (p[0] - x) * (p[0] - x)).sum();
        double xy = points.stream().mapToDouble(p -> (p[0] - x) * (p[1] - y)).sum();
        slopes[m] = xy / xx;
        double residual = Stream.of(points.toArray(double[][]::new))
                .mapToDouble(p -> Math.pow(p[1] - y - slopes[m] * (p[0] - x), 2))
                .sum();
        variances[m] = residual / (points.size() - 2) / xx;
    }

    private static double mean(List<double[]> points, int of) {
        return points.stream().mapToDouble(point -> point[of]).average().orElseThrow();
    }
}
