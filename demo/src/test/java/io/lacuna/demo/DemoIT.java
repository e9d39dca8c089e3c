package io.lacuna.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The demo as a user runs it: in its own JVM, at a small size. */
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {
    @TempDir
    Path folder;

    @Test
    void theSensorsDemoEndsWithAGoodVerdictAndLeavesNothingBehind() throws Exception {
        Path report = folder.resolve("verdict.html");
        Process demo = start("--records", "3000", "--rate", "300", "--budget", "1", "--report", report.toString());
        assertThat(demo.waitFor(4, TimeUnit.MINUTES)).as(output()).isTrue();
        assertThat(demo.exitValue()).as(output()).isZero();
        assertThat(output())
                .contains(
                        "watch it at http://127.0.0.1:",
                        "3005 records in = 3000 out + 5 dead letters",
                        "verdict: passed",
                        "fitted after the drift")
                .doesNotContain("Exception", "\tat ", "FAILED");
        assertThat(Files.readString(report)).contains("verdict: passed", "<svg", "temperature", "\"passed\":true");
        assertNothingIsLeft(demo);
    }

    @Test
    void everyRowOfATableComesOutOnce() throws Exception {
        Path csv = folder.resolve("table.csv");
        try (PrintWriter out = new PrintWriter(csv.toFile(), "UTF-8")) {
            SplittableRandom random = new SplittableRandom(3);
            out.println("a (x),b,2nd,state");
            for (int i = 0; i < 400; i++) {
                double a = random.nextGaussian();
                String b = i % 7 == 0 ? "" : String.format(Locale.ROOT, "%.3f", 3 * a + 0.3 * random.nextGaussian());
                out.printf(
                        Locale.ROOT,
                        "%.3f,%s,%.3f,%s%n",
                        a,
                        b,
                        a - 1 + 0.2 * random.nextGaussian(),
                        a > 0 ? "on" : "off line");
            }
        }
        Process demo = start("--csv", csv.toString(), "--rate", "200", "--budget", "1");
        assertThat(demo.waitFor(4, TimeUnit.MINUTES)).as(output()).isTrue();
        assertThat(demo.exitValue()).as(output()).isZero();
        assertThat(output()).contains("405 records in = 400 out + 5 dead letters", "a__x_", "_2nd", "verdict: passed");
        assertNothingIsLeft(demo);
    }

    @Test
    void stoppedHalfWayItLeavesNothingBehind() throws Exception {
        Process demo = start("--records", "3000", "--rate", "20");
        Awaitility.await().atMost(2, TimeUnit.MINUTES).until(() -> output().contains("sending 3000 records"));
        List<ProcessHandle> children = demo.descendants().toList();
        assertThat(children).as("the broker's process").isNotEmpty();
        demo.destroy();
        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output()).doesNotContain("Exception", "lacuna: ");
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertNothingIsLeft(demo);
    }

    @Test
    void aFileThatIsNoTableIsOneLine() throws Exception {
        Process demo = start("--csv", folder.resolve("none.csv").toString());
        assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(demo.exitValue()).isEqualTo(1);
        assertThat(output().lines().toList()).hasSize(1);
        assertThat(output()).contains("none.csv");
    }

    private Process start(String... arguments) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                "io.lacuna.app.cli.Lacuna",
                "demo"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output.txt"));
    }

    private void assertNothingIsLeft(Process demo) throws IOException {
        assertThat(demo.descendants()).isEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("lacuna-")))
                    .isEmpty();
        }
    }
}
