package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.stream.StreamStatus;
import io.lacuna.app.web.WebServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServingCommandTest {
    private static WebServer instance(@Nullable Long generation, String... notReady) {
        StreamStatus status = new StreamStatus(
                "app",
                "RUNNING",
                List.of(notReady),
                List.of(),
                List.of(),
                generation,
                42,
                0,
                List.of(),
                List.of(),
                List.of(),
                null);
        return WebServer.listen("127.0.0.1", 0)
                .json("/api/status", () -> status)
                .start();
    }

    private static String url(WebServer instance) {
        return "http://127.0.0.1:" + instance.port();
    }

    @Test
    void instancesThatServeTheSameAreALineEach() {
        try (WebServer one = instance(7L);
                WebServer two = instance(7L)) {
            CommandRun run = CommandRun.lacuna("models", "serving", url(one), url(two) + "/");
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out().lines()).hasSize(3);
            assertThat(run.out().lines().skip(1))
                    .allSatisfy(line -> assertThat(line).matches("http://127.0.0.1:\\d+/? +7 +42  ready"));
        }
    }

    @Test
    void instancesThatServeDifferentlyAreAFailureAndBothAreShown() {
        try (WebServer one = instance(7L);
                WebServer two = instance(null, "no generation is admitted yet")) {
            CommandRun run = CommandRun.lacuna("models", "serving", url(one), url(two));
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.out()).contains("7 ", "none ", "no generation is admitted yet");
            assertThat(run.err()).contains("different generations: 7, none");
        }
    }

    @Test
    void whoDoesNotAnswerOrIsNoInstanceIsNamedAndTheOthersAreShown() {
        try (WebServer one = instance(7L);
                WebServer other = WebServer.listen("127.0.0.1", 0)
                        .json("/api/status", () -> "hello")
                        .start()) {
            CommandRun run =
                    CommandRun.lacuna("models", "serving", "http://127.0.0.1:1", url(other), "no url", url(one));
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.out()).contains(url(one), "the answer is not from Lacuna");
            assertThat(run.err().strip().lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("http://127.0.0.1:1, ", url(other), "no url"));
        }
    }
}
