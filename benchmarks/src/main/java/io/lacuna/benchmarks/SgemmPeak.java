package io.lacuna.benchmarks;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The best rate of a core: single-precision operations per second of ND4J's matrix product, 512 x 512 x 512, best of
 * several runs. It is the rate of one core only if OMP_NUM_THREADS=1.
 */
final class SgemmPeak {
    private static final int SIZE = 512;
    private static final int TRIALS = 30;

    private SgemmPeak() {}

    static double operationsPerSecond() {
        INDArray left = Nd4j.ones(DataType.FLOAT, SIZE, SIZE).dup('f');
        INDArray right = Nd4j.ones(DataType.FLOAT, SIZE, SIZE).dup('f');
        INDArray product = Nd4j.createUninitialized(DataType.FLOAT, new long[] {SIZE, SIZE}, 'f');
        long least = Long.MAX_VALUE;
        for (int trial = 0; trial < TRIALS; trial++) {
            long start = System.nanoTime();
            Nd4j.gemm(left, right, product, false, false, 1, 0);
            least = Math.min(least, System.nanoTime() - start);
        }
        return 2e9 * SIZE * SIZE * SIZE / least;
    }
}
