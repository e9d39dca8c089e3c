package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.cli.option.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileCheckTest {
    @TempDir
    private Path folder;

    @Test
    void nothingThatIsReadIsWrittenOver() throws Exception {
        Path table = Files.writeString(folder.resolve("a.csv"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), table);
        assertThatThrownBy(() -> new OutputFileCheck().reads("--csv", table).writes("--out", link))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--out would overwrite --csv");
        assertThatCode(() -> new OutputFileCheck().reads("--csv", table).writes("--out", folder.resolve("b.csv")))
                .doesNotThrowAnyException();
    }

    @Test
    void twoOutputsAreTwoFiles() {
        Path out = folder.resolve("new.csv");
        Path same = folder.resolve("sub/../new.csv");
        assertThatThrownBy(() -> new OutputFileCheck().writes("draw 1", out).writes("--latents", same))
                .hasMessageContaining("--latents would overwrite draw 1");
    }
}
