package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.config.LacunaConfig;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The README is short, and its configuration has only known keys; {@link PagesTest} reads all pages, {@link ReadmeIT}
 * runs the commands.
 */
class ReadmeTest {

    @Test
    void theExampleConfigurationHoldsKnownKeysOnly() throws IOException {
        List<String> blocks = Page.README.blocks(Page.PROPERTIES);
        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            Properties properties = new Properties();
            properties.load(new StringReader(block));
            Map<String, String> given = properties.stringPropertyNames().stream()
                    .collect(Collectors.toMap(name -> name, properties::getProperty));

            assertThat(LacunaConfig.of(given).given()).containsAllEntriesOf(given);
        }
    }

    @Test
    void itIsReadInOneGo() {
        assertThat(Page.README.text().lines().count()).isLessThanOrEqualTo(130);
    }
}
