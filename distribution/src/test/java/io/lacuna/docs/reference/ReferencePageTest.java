package io.lacuna.docs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void thePageInTheDocsIsTheOnePrinted() throws IOException {
        String printed = new ReferencePage(ROOT).markdown();
        Path page = ROOT.resolve("docs/reference.md");
        if (Boolean.getBoolean("lacuna.golden.write")) {
            Files.writeString(page, printed);
        }
        assertThat(Files.readString(page))
                .as("write it again: -Dlacuna.golden.write=true -Dtest=ReferencePageTest")
                .isEqualTo(printed);
    }

    @Test
    void everyOptionCallAndFieldIsExplained() throws IOException {
        String printed = new ReferencePage(ROOT).markdown();
        assertThat(printed.lines().filter(line -> line.startsWith("| `--")))
                .hasSizeGreaterThan(60)
                .allSatisfy(line -> assertThat(line).doesNotContain("|  |"));
        assertThat(printed)
                .contains(
                        "`POST /api/impute`",
                        "`GET /health/ready`",
                        "### Schema `Imputation`",
                        "### Schema `MaskedScore`");
    }
}
