package io.lacuna.impute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.model.ArtifactException;
import io.lacuna.model.Provenance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LacunaModelTest {
    private static final Features FEATURES = new Features(List.of(Feature.continuous("temp")));

    private final LacunaModel model = LacunaModel.of(new ImputationModel(
            FEATURES,
            List.of(new MarginalMember(
                    new Marginals(new Standardizer(new double[] {20}, new double[] {4}), new double[][] {{}}))),
            new Provenance(new TreeMap<>(Map.of("fit.seed", "7")))));

    @TempDir
    private Path folder;

    @Test
    void aModelThatWasWrittenIsReadAsItWas() throws Exception {
        Path file = folder.resolve("room.model");
        model.write(file);
        LacunaModel read = LacunaModel.read(file);
        assertThat(read.artifact()).isEqualTo(model.artifact()).isEqualTo(Files.readAllBytes(file));
        assertThat(read.features()).isEqualTo(FEATURES);
        assertThat(read.provenance().entries()).containsEntry("fit.seed", "7");
        assertThat(read.methods()).isEqualTo(model.methods()).isNotEmpty();
        assertThat(read.imputer().fill(Map.of())).isEqualTo(model.imputer().fill(Map.of()));
    }

    @Test
    void itsNameIsTheSha256OfItsBytes() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(model.artifact());
        assertThat(model.sha256()).isEqualTo(HexFormat.of().formatHex(hash));
    }

    @Test
    void bytesOfACallerAreNotShared() throws Exception {
        byte[] bytes = model.artifact();
        LacunaModel read = LacunaModel.read(bytes);
        java.util.Arrays.fill(bytes, (byte) 0);
        read.artifact()[0] ^= 1;
        assertThat(read.sha256()).isEqualTo(model.sha256());
    }

    @Test
    void aFileThatIsNoModelSaysWhy() throws Exception {
        Path text = Files.write(folder.resolve("a.model"), "not a model".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> LacunaModel.read(text)).isInstanceOf(ArtifactException.class);
        byte[] damaged = model.artifact();
        damaged[damaged.length / 2] ^= 1;
        assertThatThrownBy(() -> LacunaModel.read(damaged))
                .isInstanceOf(ArtifactException.class)
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> LacunaModel.read(folder.resolve("none.model")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.model");
    }
}
