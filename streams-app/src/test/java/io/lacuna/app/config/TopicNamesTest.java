package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
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
    void notANumberIsNoNumber() {
        assertThatThrownBy(() -> config("scores.share", "NaN"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("scores.share");
    }
}
