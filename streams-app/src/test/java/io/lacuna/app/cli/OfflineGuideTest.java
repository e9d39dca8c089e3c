package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of {@code docs/offline.md} on the table in that page. */
class OfflineGuideTest {
    private static final Set<String> TAKE_A_FILE = Set.of("--csv", "--out", "--model", "--latents");

    @TempDir
    private Path folder;

    private static List<String> blocks(String guide, String language) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = Pattern.compile("```" + language + "\\R(.*?)```", Pattern.DOTALL)
                .matcher(guide);
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** The command with its files in the test's folder instead of the current folder. */
    private Object[] placed(String command) {
        String[] words = command.strip().split(" ");
        assertThat(words[0]).isEqualTo("./lacuna");
        List<Object> arguments = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            arguments.add(TAKE_A_FILE.contains(words[i - 1]) ? folder.resolve(words[i]) : words[i]);
        }
        return arguments.toArray();
    }

    @Test
    void theGuidesCommandsDoWhatItSays() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "offline.md"));
        Files.writeString(folder.resolve("sensors.csv"), blocks(guide, "csv").get(0));
        List<String> commands = blocks(guide, "sh");
        assertThat(commands).hasSize(7);
        CommandRun first = null;
        for (String command : commands) {
            CommandRun run = lacuna(placed(command));
            assertThat(run.status()).as(command + run.err()).isZero();
            first = first == null ? run : first;
        }
        assertThat(first).isNotNull();
        assertThat(first.out()).contains("indoor, outdoor, humidity: number", "room: 2 categories");
        assertThat(first.err()).contains("'time' passes through");
        assertThat(folder).isDirectoryContaining("glob:**/filled-3.csv");
        assertThat(Files.readAllLines(folder.resolve("latents.csv"))).hasSize(17);
        assertThat(Files.readAllLines(folder.resolve("filled.csv")))
                .hasSize(17)
                .noneMatch(row -> row.contains(",,") || row.contains("NA") || row.endsWith(","));
    }
}
