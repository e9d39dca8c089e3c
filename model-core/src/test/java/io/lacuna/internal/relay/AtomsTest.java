package io.lacuna.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AtomsTest {
    private final Atoms atoms = new Atoms(new double[][] {{}, {0, 0.1}, {}, {-3}});

    @Test
    void aCellIsAtAnAtomOrAtNone() {
        assertThat(atoms.features()).containsExactly(1, 3);
        assertThat(atoms.parts()).containsExactly(3, 2);
        assertThat(atoms.part(1, 0)).isZero();
        assertThat(atoms.part(1, -0.0)).isZero();
        assertThat(atoms.part(1, 0.1)).isEqualTo(1);
        assertThat(atoms.part(1, 0.1f)).isEqualTo(1);
        assertThat(atoms.part(1, 0.1001)).isEqualTo(2);
        assertThat(atoms.part(3, -3)).isZero();
        assertThat(atoms.words(1)).isEqualTo("0, 0.1");
    }

    @Test
    void areTheSameAfterWritingAndReading() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        atoms.write(new DataOutputStream(bytes));
        assertThat(read(bytes.toByteArray(), 4)).isEqualTo(atoms).hasSameHashCodeAs(atoms);
        assertThat(Atoms.none(4).isNone()).isTrue();
        assertThat(atoms.isNone()).isFalse();
        assertThat(atoms).isNotEqualTo(Atoms.none(4));
    }

    @Test
    void bytesThatAreNotAtomsAreRefused() throws IOException {
        for (double[] wrong : new double[][] {{1, 1}, {2, 1}, {Double.NaN}, {Double.POSITIVE_INFINITY}}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(wrong.length);
            for (double value : wrong) {
                out.writeDouble(value);
            }
            assertThatThrownBy(() -> read(bytes.toByteArray(), 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not finite and increasing");
            assertThatThrownBy(() -> new Atoms(new double[][] {wrong})).isInstanceOf(IllegalArgumentException.class);
        }
        for (byte[] count : new byte[][] {{0, 0, 0, 65}, {-1, -1, -1, -1}}) {
            assertThatThrownBy(() -> read(count, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("0 to 64");
        }
    }

    private static Atoms read(byte[] bytes, int continuous) throws IOException {
        return Atoms.read(new DataInputStream(new ByteArrayInputStream(bytes)), continuous);
    }
}
