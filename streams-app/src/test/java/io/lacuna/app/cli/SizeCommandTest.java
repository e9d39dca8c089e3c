package io.lacuna.app.cli;

import static io.lacuna.app.cli.CommandRun.lacuna;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SizeCommandTest {
    @Test
    void theGuideShowsWhatTheCommandsPrint() throws Exception {
        String guide = Files.readString(Path.of("..", "docs", "sizing.md"));
        assertThat(guide).contains("./lacuna size --rate 100000 --keys 1000000 --features 12\n");
        assertThat(guide)
                .contains(lacuna("size", "--rate", 100_000, "--keys", 1_000_000, "--features", 12)
                        .out());
    }

    @Test
    void jsonHasTheFiguresThatAreSaid() throws Exception {
        Object[] load = {"size", "--rate", 250_000, "--preset", "values", "--archive-days", 365};
        CommandRun words = lacuna(load);
        Object[] asJson = Arrays.copyOf(load, load.length + 1);
        asJson[load.length] = "--json";
        JsonNode figures = new ObjectMapper().readTree(lacuna(asJson).out());
        assertThat(words.status()).as(words.err()).isZero();
        assertThat(words.out())
                .contains(figures.path("threads").asInt() + " threads, "
                        + figures.path("instances").asInt() + " instances")
                .contains(figures.path("saturatesFirst").asText() + " saturate first")
                .contains(figures.path("archiveBrokers").asInt() + " brokers");
    }

    @Test
    void whatCannotBeCalculatedIsAUsageErrorThatNamesTheOption() {
        assertThat(lacuna("size").err()).contains("--rate");
        CommandRun negative = lacuna("size", "--rate", 10, "--keys=-1");
        assertThat(negative.status()).isEqualTo(2);
        assertThat(negative.err()).contains("--keys must not be negative");
        assertThat(lacuna("size", "--rate", 10, "--preset", "slow").err()).contains("--preset");
    }
}
