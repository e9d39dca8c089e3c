package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.cli.option.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesApartTest {
    @TempDir
    private Path folder;

    @Test
    void nothingThatIsReadIsWrittenOver() throws Exception {
        Path table = Files.writeString(folder.resolve("a.csv"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), table);
        assertThatThrownBy(() -> new FilesApart().reads("--csv", table).writes("--out", link))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--out would write over --csv");
        assertThatCode(() -> new FilesApart().reads("--csv", table).writes("--out", folder.resolve("b.csv")))
                .doesNotThrowAnyException();
    }

    @Test
    void twoOutputsAreTwoFiles() {
        Path out = folder.resolve("new.csv");
        Path same = folder.resolve("sub/../new.csv");
        assertThatThrownBy(() -> new FilesApart().writes("draw 1", out).writes("--latents", same))
                .hasMessageContaining("--latents would write over draw 1");
    }
}
