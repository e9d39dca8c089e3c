package io.lacuna.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.InputTopics;
import io.lacuna.app.progress.Stop.Cause;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An input that goes or comes again is told at the next looks, of which there is one a second. */
class TopicStandingTest {
    private final TopicStanding standing =
            new TopicStanding(new ProgressSettings(InputTopics.of("in"), Map.of("imputed", "out"), "group", 7_000, 1));
    private final BrokerLook.Topic out = new BrokerLook.Topic(Uuid.randomUuid(), 2);

    private void looks(BrokerLook.@Nullable Topic in) {
        Map<String, BrokerLook.@Nullable Topic> topics = new HashMap<>();
        topics.put("in", in);
        topics.put("out", out);
        standing.looked(new BrokerLook(topics, Map.of(), Map.of(), null, null));
    }

    private static BrokerLook.Topic made(int partitions) {
        return new BrokerLook.Topic(Uuid.randomUuid(), partitions);
    }

    @Test
    void anInputThatWasDeletedAndCreatedAgainStopsTheStreamWithTheWayOut() {
        looks(made(2));
        assertThat(standing.stops()).isEmpty();
        BrokerLook.Topic again = made(2);
        looks(again);
        assertThat(standing.stops()).singleElement().satisfies(stop -> {
            assertThat(stop.cause()).isEqualTo(Cause.INPUT);
            assertThat(stop.words())
                    .contains("input topic in was deleted and created again", "application.id", "topic.names.prefix");
        });
        looks(again);
        assertThat(standing.stops()).as("it stays so").hasSize(1);
        assertThat(standing.news())
                .containsExactly(
                        "the input topic in was deleted and created again, with 2 partitions; its records are lost");
    }

    @Test
    void anInputThatIsGoneIsToldAtTheSecondLook() {
        BrokerLook.Topic in = made(2);
        looks(in);
        looks(null);
        assertThat(standing.stops()).as("a broker may have old metadata").isEmpty();
        looks(null);
        assertThat(standing.stops())
                .singleElement()
                .isEqualTo(new Stop(Cause.INPUT, "the input topic in does not exist"));
        looks(in);
        assertThat(standing.stops()).as("the same one").isEmpty();
    }
}
