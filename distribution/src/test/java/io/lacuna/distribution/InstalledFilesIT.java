package io.lacuna.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the distribution other than its libraries. */
class InstalledFilesIT {
    @TempDir
    Path scratch;

    private Installation installed;

    @BeforeEach
    void unpack() throws IOException {
        installed = Installation.built(System.getProperty("lacuna.archive"), scratch);
    }

    @Test
    void licencesAndLaunchersAreThere() throws Exception {
        assertThat(installed.home().resolve("bin/lacuna")).isExecutable();
        assertThat(List.of("LICENSE", "NOTICE", "CHANGELOG.md", "bin/java-flags", "completion/lacuna"))
                .allSatisfy(file -> assertThat(installed.home().resolve(file)).isNotEmptyFile());
        assertThat(installed.run(scratch, List.of("--version")).output()).startsWith("lacuna ");
    }

    @Test
    void theLauncherIsFoundThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(
                scratch.resolve("lacuna"), installed.home().resolve("bin/lacuna"));
        try {
            Process process = new ProcessBuilder(link.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();

            assertThat(process.getInputStream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .startsWith("lacuna ");
            assertThat(process.waitFor()).isZero();
        } finally {
            Files.delete(link);
        }
    }

    /** Java says of each class whether it came from the archive; a release has none, because another Java runs it. */
    @Test
    void classesOfShortCommandsComeFromTheArchiveOfTheBuild() throws Exception {
        assertThat(Files.exists(installed.home().resolve("lib/lacuna.jsa")))
                .isEqualTo(!Boolean.getBoolean("lacuna.release"));
        ProcessBuilder builder = new ProcessBuilder(
                        installed.home().resolve("bin/lacuna").toString(), "--version")
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LACUNA_JAVA_OPTS", "-Xlog:class+load");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        String source = Boolean.getBoolean("lacuna.release") ? "source: " : "source: shared objects file";
        assertThat(output).contains("io.lacuna.app.cli.Lacuna " + source);
    }

    /** Bash asks the script for completions of the words typed so far. */
    @Test
    void theShellCompletesCommandsAndOptions() throws Exception {
        assertThat(completions("lacuna", "")).contains("demo", "fit", "stream", "train");
        assertThat(completions("lacuna", "st")).containsExactly("stream");
        assertThat(completions("lacuna", "fit", "--bu")).containsExactly("--budget");
    }

    private List<String> completions(String... words) throws IOException, InterruptedException {
        String script = """
                . "%s"
                COMP_WORDS=(%s)
                COMP_CWORD=%d
                _complete_lacuna 2>/dev/null # compopt works only where bash itself asks
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(
                installed.home().resolve("completion/lacuna"),
                String.join(" ", Stream.of(words).map(word -> "'" + word + "'").toList()),
                words.length - 1);
        Process process = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return lines;
    }

    /** There is no Windows here, so the test checks that both launchers start the same class with the same flags. */
    @Test
    void theWindowsLauncherStartsTheSameProgram() throws IOException {
        String windows = Files.readString(installed.home().resolve("bin/lacuna.bat"));
        String shell = Files.readString(installed.home().resolve("bin/lacuna"))
                + Files.readString(installed.home().resolve("bin/java-flags"));

        assertThat(windows.lines().count())
                .isEqualTo(Pattern.compile("\r\n").matcher(windows).results().count());
        assertThat(List.of(
                        "io.lacuna.app.cli.Lacuna",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-modules jdk.incubator.vector",
                        "OMP_NUM_THREADS",
                        "LACUNA_JAVA_OPTS",
                        "LACUNA_VECTOR"))
                .allSatisfy(word -> {
                    assertThat(windows).contains(word);
                    assertThat(shell).contains(word);
                });
    }
}
