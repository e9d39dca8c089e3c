package io.lacuna.internal.training.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockGainTest {
    private static BlockGain of(double... gains) {
        BlockGain gain = new BlockGain(10);
        for (int block = 0; block < gains.length; block++) {
            // Two cells of a block count as one.
            gain.add(block, 10, 10 - gains[block]);
            gain.add(block, 10, 10 - gains[block]);
        }
        return gain;
    }

    @Test
    void aGainIsSureIfItsMeanIsManyStandardErrors() {
        // Sums of blocks 2, 4, 6, 8: mean 5, standard error sqrt(20 / 3 / 4) = 1.29.
        assertThat(of(1, 2, 3, 4).isSure(3.8, 0)).isTrue();
        assertThat(of(1, 2, 3, 4).isSure(3.9, 0)).isFalse();
        assertThat(of(-1, -2, -3, -4).isSure(0, 0)).isFalse();
        assertThat(of(9, -3, -3, -3).isSure(0, 0)).isFalse();
    }

    @Test
    void aGainMustBeAShareOfTheLoss() {
        // 20 of 80.
        assertThat(of(1, 2, 3, 4).isSure(0, 0.25)).isTrue();
        assertThat(of(1, 2, 3, 4).isSure(0, 0.26)).isFalse();
    }

    @Test
    void fewerThanFourBlocksAreNoEvidence() {
        assertThat(of(5, 5, 5).isSure(0, 0)).isFalse();
        assertThat(new BlockGain(10).isSure(0, 0)).isFalse();
    }
}
