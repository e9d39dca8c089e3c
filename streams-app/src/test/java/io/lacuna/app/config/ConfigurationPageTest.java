package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    @Test
    void thePageInTheDocsIsTheOnePrinted() throws IOException {
        Path page = Path.of("..", "docs", "configuration.md");
        assertThat(Files.readString(page))
                .as(
                        "print it again: java -cp 'distribution/target/lacuna/lib/*' %s > docs/configuration.md",
                        ConfigurationPage.class.getName())
                .isEqualTo(ConfigurationPage.markdown());
    }

    @Test
    void everyKeyIsExplained() {
        assertThat(LacunaConfig.definition().configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).as(key.name).endsWith("."));
    }
}
