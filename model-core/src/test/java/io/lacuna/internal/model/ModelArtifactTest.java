package io.lacuna.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.inference.relation.LinearRelation;
import io.lacuna.internal.inference.relation.LinearRelations;
import io.lacuna.model.ArtifactException;
import io.lacuna.model.Provenance;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModelArtifactTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("temp"), Feature.binary("open"), Feature.categorical("state", List.of("on", "off"))));

    private final ImputationModel model = model();
    private final byte[] artifact = ModelArtifact.write(model);

    private static ImputationModel model() {
        Table table = new Table(FEATURES, List.of(new double[] {20, 0, 1}, new double[] {22, 1, Double.NaN}));
        TreeMap<String, String> made = new TreeMap<>();
        made.put("fit.seed", "7");
        return new ImputationModel(FEATURES, List.of(new MarginalMember(Marginals.fit(table))), new Provenance(made));
    }

    @Test
    void isTheSameModelAfterReading() throws ArtifactException {
        ImputationModel read = ModelArtifact.read(artifact);
        assertThat(read.features()).isEqualTo(FEATURES);
        assertThat(read.provenance()).isEqualTo(model.provenance());
        assertThat(ModelArtifact.write(read)).isEqualTo(artifact);
    }

    @Test
    void keepsSupportsAndIsANewerVersionOnlyWithThem() throws ArtifactException {
        Supports supports = Supports.of(List.of(new Support(0, 30), Support.REALS, Support.REALS));
        byte[] with = ModelArtifact.write(model.with(supports));
        ImputationModel read = ModelArtifact.read(with);
        assertThat(read.supports()).isEqualTo(supports);
        assertThat(ModelArtifact.write(read)).isEqualTo(with);
        assertThat(with[11]).isEqualTo((byte) ModelArtifact.FORMAT_VERSION_WITH_PARTS);
        assertThat(artifact[11]).isEqualTo((byte) ModelArtifact.FORMAT_VERSION);
        for (int length = 0; length < with.length; length++) {
            byte[] cut = Arrays.copyOf(with, length);
            assertThatThrownBy(() -> ModelArtifact.read(cut)).isInstanceOf(ArtifactException.class);
        }
    }

    @Test
    void keepsRelationsAndIsANewerVersionOnlyWithThem() throws Exception {
        Features numbers = new Features(List.of(Feature.continuous("a"), Feature.continuous("b")));
        Table table = new Table(numbers, List.of(new double[] {20, 40}, new double[] {22, 44}));
        List<Member> members = List.of(new MarginalMember(Marginals.fit(table)));
        Provenance provenance = new Provenance(new TreeMap<>());
        LinearRelation twice = new LinearRelation(new int[] {0, 1}, new double[] {2, -1}, 0.5, 0.25);
        byte[] with = ModelArtifact.write(new ImputationModel(
                numbers, members, provenance, null, Supports.REALS, new LinearRelations(List.of(twice))));
        byte[] without = ModelArtifact.write(
                new ImputationModel(numbers, members, provenance, null, Supports.REALS, LinearRelations.NONE));
        ImputationModel read = ModelArtifact.read(with);
        assertThat(read.relations().words(numbers)).containsExactly("a = 0.5 b + 0.25");
        assertThat(read.relations().list().get(0).noise()).isEqualTo(0.25);
        assertThat(ModelArtifact.write(read)).isEqualTo(with);
        assertThat(with[11]).isEqualTo((byte) ModelArtifact.FORMAT_VERSION_WITH_PARTS);
        assertThat(without).isEqualTo(ModelArtifact.write(new ImputationModel(numbers, members, provenance)));
        assertThat(without[11]).isEqualTo((byte) ModelArtifact.FORMAT_VERSION);
        for (int length = 0; length < with.length; length++) {
            byte[] cut = Arrays.copyOf(with, length);
            assertThatThrownBy(() -> ModelArtifact.read(cut)).isInstanceOf(ArtifactException.class);
        }
        int part = indexOf(with, "relations".getBytes()) + "relations".length() + Integer.BYTES;
        byte[] newer = with.clone();
        newer[part] = RelationsPart.FORMAT_VERSION + 1;
        assertThatThrownBy(() -> ModelArtifact.read(resealed(newer)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("relations of format version 2; they need a newer Lacuna");
        byte[] foreign = with.clone();
        foreign[part + 1 + 3 * Integer.BYTES - 1] = 7;
        assertThatThrownBy(() -> ModelArtifact.read(resealed(foreign)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("a relation names feature 7, which is no number of this model");
    }

    @Test
    void refusesAPartThatItDoesNotKnow() throws Exception {
        byte[] with =
                ModelArtifact.write(model.with(Supports.of(List.of(new Support(0, 30), Support.REALS, Support.REALS))));
        with[indexOf(with, "supports".getBytes())] = 'S';
        assertThatThrownBy(() -> ModelArtifact.read(resealed(with)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("unknown part 'Supports'; it needs a newer Lacuna");
    }

    @Test
    void refusesSupportsThatAreNoRanges() throws Exception {
        byte[] with =
                ModelArtifact.write(model.with(Supports.of(List.of(new Support(0, 30), Support.REALS, Support.REALS))));
        byte[] high = java.nio.ByteBuffer.allocate(8).putDouble(30).array();
        with[indexOf(with, high)] ^= (byte) 0x80;
        assertThatThrownBy(() -> ModelArtifact.read(resealed(with)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("the lower limit must not be above the upper one: 0.0 to -30.0");
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < artifact.length; length++) {
            byte[] cut = Arrays.copyOf(artifact, length);
            assertThatThrownBy(() -> ModelArtifact.read(cut)).isInstanceOf(ArtifactException.class);
        }
    }

    @Test
    void refusesEveryFlippedByte() {
        for (int i = 0; i < artifact.length; i++) {
            byte[] flipped = artifact.clone();
            flipped[i] ^= 0x10;
            assertThatThrownBy(() -> ModelArtifact.read(flipped)).isInstanceOf(ArtifactException.class);
        }
    }

    @Test
    void saysWhyForeignBytesAreRefused() {
        assertThatThrownBy(() -> ModelArtifact.read("{\"not\": \"a model\"}".getBytes()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("not a Lacuna model");
    }

    @Test
    void refusesANewerFormatByItsNumber() throws Exception {
        byte[] newer = artifact.clone();
        newer[11] = 99;
        assertThatThrownBy(() -> ModelArtifact.read(resealed(newer)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("format version 99");
    }

    @Test
    void refusesAModelThatFillsOtherValuesThanOnTheMachineThatWroteIt() throws Exception {
        // The mean of `temp` in the member's bytes, the double 21.0, becomes 21.5. The hash is computed again, so
        // only the self-test can notice.
        byte[] other = artifact.clone();
        byte[] mean = java.nio.ByteBuffer.allocate(8).putDouble(21.0).array();
        int place = indexOf(other, mean);
        System.arraycopy(java.nio.ByteBuffer.allocate(8).putDouble(21.5).array(), 0, other, place, 8);
        assertThatThrownBy(() -> ModelArtifact.read(resealed(other)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("self-test failed: feature 'temp'");
    }

    private static byte[] resealed(byte[] artifact) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(artifact, 0, artifact.length - 32);
        System.arraycopy(sha.digest(), 0, artifact, artifact.length - 32, 32);
        return artifact;
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
