package io.lacuna.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Layer;
import io.lacuna.internal.decoder.Network;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.relay.RelayGroups;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeuralMemberTest {
    private static final Features FEATURES = new Features(List.of(Feature.continuous("a"), Feature.continuous("b")));

    private static byte[] bytes(NeuralMethod method) throws IOException {
        Network network = new Network(List.of(new Layer(new float[][] {{1, 2}}, new float[] {0.5f, 0.25f})), null);
        Decoder decoder = new Decoder(network, OutputHead.of(FEATURES), new float[] {0.1f, 0.2f}, Objective.EVIDENCE);
        RelayGroups relays = new RelayGroups(new float[][] {{1}, {-1}}, new int[] {2}, new int[] {1}, true);
        LatentModel model =
                new LatentModel(decoder, null, relays, new SearchSettings(77, 0.125, false, 1e-3, 33, 2.5), method);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new NeuralMember(new Standardizer(new double[2], new double[] {1, 1}), model)
                .write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static NeuralMember read(byte[] bytes) throws IOException {
        return (NeuralMember) NeuralMember.read(new DataInputStream(new ByteArrayInputStream(bytes)), FEATURES);
    }

    @Test
    void writesAndReadsTheSame() throws IOException {
        byte[] bytes = bytes(NeuralMethod.RELAY);
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        NeuralMember member = read(bytes);
        member.write(new DataOutputStream(again));
        assertThat(again.toByteArray()).isEqualTo(bytes);
        assertThat(member.method()).isEqualTo(NeuralMethod.RELAY);
        assertThat(member.model().methods()).contains(NeuralMethod.SVI, NeuralMethod.GAUSS_NEWTON, NeuralMethod.RELAY);
    }

    @Test
    void keepsDrawsPerStepAndBetaOfQavi() throws IOException {
        NeuralMember member = read(bytes(NeuralMethod.QAVI));
        assertThat(member.model().search()).isEqualTo(new SearchSettings(77, 0.125, false, 1e-3, 33, 2.5));
        assertThat(read(bytes(NeuralMethod.SVI)).model().search().samples()).isNotEqualTo(33);
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] bytes = bytes(NeuralMethod.RELAY);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesASearchOfTooManySteps() throws IOException {
        byte[] bytes = bytes(NeuralMethod.RELAY);
        int place = bytes.length - 2 - "relay".length() - 8 - 1 - 8 - 4;
        assertThat(ByteBuffer.wrap(bytes).getInt(place)).isEqualTo(77);
        ByteBuffer.wrap(bytes).putInt(place, Integer.MAX_VALUE);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).hasMessageContaining("2147483647 steps");
    }

    @Test
    void refusesAMethodThatNeedsPartsTheModelLacks() throws IOException {
        byte[] bytes = bytes(NeuralMethod.VAE);
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("needs an encoder or relays");
    }

    @Test
    void refusesAMethodThatIsNotKnown() throws IOException {
        byte[] bytes = bytes(NeuralMethod.SVI);
        bytes[bytes.length - 1] = 'x';
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).hasMessageContaining("'svx'");
    }

    @Test
    void refusesAWidthLargerThanTheBytes() throws IOException {
        byte[] bytes = bytes(NeuralMethod.RELAY);
        // After the standardizer (4 doubles), the number of layers and the path flag: the input width of the first
        // layer.
        int place = 32 + 2;
        assertThat(ByteBuffer.wrap(bytes).getInt(place)).isEqualTo(1);
        ByteBuffer.wrap(bytes).putInt(place, 1 << 19);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
    }
}
