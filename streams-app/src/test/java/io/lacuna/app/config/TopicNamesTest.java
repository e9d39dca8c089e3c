package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class TopicNamesTest {
    private static LacunaConfig config(String... more) {
        Map<String, String> keys = new HashMap<>(Map.of("input.topic", "readings", "bootstrap.servers", "localhost:1"));
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        return LacunaConfig.of(keys);
    }

    @Test
    void namesThatAreApartAreWell() {
        assertThatCode(() -> TopicNames.check(config())).doesNotThrowAnyException();
    }

    @Test
    void anOutputThatIsTheInputOrAnotherOutputIsRefusedWithBothKeys() {
        assertThatThrownBy(() -> TopicNames.check(config("dead.letter.topic", "readings")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dead.letter.topic")
                .hasMessageContaining("input.topic");
        assertThatThrownBy(() -> TopicNames.check(config("latents.topic", "readings-imputed")))
                .hasMessageContaining("latents.topic")
                .hasMessageContaining("imputed.topic");
        assertThatThrownBy(() -> TopicNames.check(config("models.topic", "readings")))
                .hasMessageContaining("models.topic");
    }

    @Test
    void aNameThatIsNoneIsRefusedWithItsKey() {
        assertThatThrownBy(() -> TopicNames.check(config("imputed.topic", "bad/name")))
                .hasMessageContaining("imputed.topic")
                .hasMessageContaining("letters");
    }

    @Test
    void severalInputTopicsNeedAPrefixAndOneKey() {
        String[] topics = {"input.topic", "", "input.topics", "a,b", "topic.names.prefix", "out-"};
        LacunaConfig several = config(topics);
        assertThatCode(() -> TopicNames.check(several)).doesNotThrowAnyException();
        assertThat(several.inputTopics().isOne()).isFalse();
        assertThat(several.inputTopics().has("b")).isTrue();
        assertThat(several.imputedTopic()).isEqualTo("out-imputed");
        assertThat(several.servingSettings().context().byTopic()).isTrue();
        assertThatThrownBy(several::inputTopic).hasMessageContaining("input.topic is not set");
        assertThatThrownBy(
                        () -> config("input.topic", "", "input.topics", "a,b").imputedTopic())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("topic.names.prefix is not set");
        assertThatThrownBy(() -> config("input.topics", "a,b", "topic.names.prefix", "out-")
                        .inputTopics())
                .hasMessageContaining("input.topic and input.topics are set");
        assertThatThrownBy(() -> TopicNames.check(
                        config("input.topic", "", "input.topics", "a,out-models", "topic.names.prefix", "out-")))
                .hasMessageContaining("models.topic")
                .hasMessageContaining("input.topics");
    }

    @Test
    void aListOfOneTopicIsThatTopic() {
        LacunaConfig one = config("input.topic", "", "input.topics", "a");
        assertThat(one.inputTopic()).isEqualTo("a");
        assertThat(one.imputedTopic()).isEqualTo("a-imputed");
        assertThat(one.servingSettings().context().byTopic()).isFalse();
    }

    @Test
    void aPatternSelectsWholeNamesAndNeverOnesOwnTopics() {
        String[] keys = {"input.topic", "", "input.topic.pattern", "site\\..*|x", "topic.names.prefix", "site.all."};
        InputTopics inputs = config(keys).inputTopics();
        List<String> existing = List.of(
                "x", "xy", "site.b", "site.a", "site.all.imputed", "site.all.models", "lacuna-context-changelog");
        assertThat(inputs.among(existing)).containsExactly("site.a", "site.b", "x");
        assertThat(inputs).isInstanceOfSatisfying(InputTopics.Matching.class, matching -> {
            assertThat(existing.stream().filter(matching.subscription().asMatchPredicate()))
                    .containsExactlyInAnyOrder("site.a", "site.b", "x");
            // Kafka matches the subscription as a part of a larger expression.
            assertThat(existing.stream()
                            .filter(Pattern.compile("(?:" + matching.subscription() + ")")
                                    .asMatchPredicate()))
                    .containsExactlyInAnyOrder("site.a", "site.b", "x");
        });
        assertThatThrownBy(() -> config("input.topic.pattern", "*"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("input.topic.pattern")
                .hasMessageContaining("no regular expression");
    }

    @Test
    void notANumberIsNoNumber() {
        assertThatThrownBy(() -> config("scores.share", "NaN"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("scores.share");
    }
}
