package io.lacuna.internal.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FloatsTest {
    private static byte[] written(float[] numbers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Floats.write(new DataOutputStream(bytes), numbers);
        return bytes.toByteArray();
    }

    private static float[] read(byte[] bytes, long count) throws IOException {
        return Floats.read(new DataInputStream(new ByteArrayInputStream(bytes)), count);
    }

    @Test
    void whatIsWrittenIsReadHoweverLong() throws IOException {
        for (int length : new int[] {0, 1, 4095, 4096, 4097, 20_000}) {
            float[] numbers = new float[length];
            for (int i = 0; i < length; i++) {
                numbers[i] = i + 0.5f;
            }
            byte[] bytes = written(numbers);
            assertThat(bytes).hasSize(4 * length);
            assertThat(read(bytes, length)).containsExactly(numbers);
        }
    }

    @Test
    void onlyAsManyAsAskedForAreRead() throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(written(new float[] {1, 2, 3})));
        assertThat(Floats.read(in, 2)).containsExactly(1, 2);
        assertThat(in.readFloat()).isEqualTo(3);
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() throws IOException {
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            byte[] bytes = written(new float[] {1, wrong});
            assertThat(read(bytes, 1)).containsExactly(1);
            assertThatThrownBy(() -> read(bytes, 2))
                    .isInstanceOf(IOException.class)
                    .hasMessage("a weight is not finite");
        }
    }

    @Test
    void aFalseCountCostsNoMemory() {
        byte[] few = new byte[100];
        assertThatThrownBy(() -> read(few, Integer.MAX_VALUE - 8)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(few, Integer.MAX_VALUE - 7L))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("an array of 2147483640 weights");
    }
}
