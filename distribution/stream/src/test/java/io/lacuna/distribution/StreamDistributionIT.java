package io.lacuna.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution for streams: small, without a broker and without native libraries for fits. */
class StreamDistributionIT {
    private static final long MOST_BYTES = 120_000_000;

    /** Prefixes of jars that must not be in it. */
    private static final List<String> ABSENT = List.of(
            "kafka_2.13",
            "kafka-server",
            "kafka-raft",
            "kafka-metadata",
            "scala-",
            "sandbox",
            "demo",
            "nd4j",
            "openblas",
            "javacpp");

    @TempDir
    Path scratch;

    @TempDir
    Path folder;

    private Installation installed;
    private String table;

    @BeforeEach
    void unpack() throws IOException {
        installed = Installation.built(System.getProperty("lacuna.archive"), scratch);
        table = installed.home().resolve("examples/building.csv").toString();
    }

    @Test
    void holdsNeitherABrokerNorNativeLibrariesForFits() throws IOException {
        try (Stream<Path> jars = Files.list(installed.home().resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .hasSizeGreaterThan(10)
                    .noneMatch(jar -> ABSENT.stream().anyMatch(jar::startsWith));
        }
    }

    @Test
    void isSmallEnoughAsAZip() throws IOException {
        assertThat(zippedBytes(installed.home())).isBetween(MOST_BYTES / 10, MOST_BYTES);
    }

    private static long zippedBytes(Path home) throws IOException {
        long[] bytes = new long[1];
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int one) {
                bytes[0]++;
            }

            @Override
            public void write(byte[] many, int from, int count) {
                bytes[0] += count;
            }
        };
        try (ZipOutputStream zip = new ZipOutputStream(counting);
                Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(home.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return bytes[0];
    }

    @Test
    void fitsFillsAndEvaluatesWithTheDefaultMethod() throws Exception {
        assertEndsWell("fit", "--csv", table, "--out", "building.model", "--budget", "5s");
        assertEndsWell("impute", "--model", "building.model", "--csv", table, "--out", "filled.csv");
        assertEndsWell("evaluate", "--model", "building.model", "--csv", table, "--mask-rate", "0.2");

        assertThat(folder.resolve("filled.csv")).isNotEmptyFile();
    }

    @Test
    void theDemoSaysInOneLineThatItIsElsewhere() throws Exception {
        Installation.Result result = installed.run(folder, List.of("demo", "--keep"));

        assertThat(result.status()).isOne();
        assertThat(result.errors().lines()).singleElement().asString().contains("demo", "lacuna-VERSION.zip");
        assertThat(installed.run(folder, List.of("--help")).output())
                .contains("stream")
                .doesNotContain("demo");
    }

    @Test
    void aNeuralFitSaysInOneLineWhatItLacks() throws Exception {
        Installation.Result result = installed.run(
                folder, List.of("fit", "--csv", table, "--out", "neural.model", "--method", "relay-mixture+svi"));

        assertThat(result.status()).isOne();
        assertThat(result.errors().lines()).singleElement().asString().contains("svi", "ND4J", "relay-mixture");
        assertThat(folder.resolve("neural.model")).doesNotExist();
    }

    private void assertEndsWell(String... arguments) throws IOException, InterruptedException {
        Installation.Result result = installed.run(folder, List.of(arguments));
        assertThat(result.status())
                .as("status of %s, which said:%n%s%n%s", List.of(arguments), result.output(), result.errors())
                .isZero();
    }
}
