package io.lacuna.internal.training.neural;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix that ND4J multiplies and plain loops read and write: one native array, column after column, and its copy on
 * the heap. Native memory is taken once and given back by {@link #close}. Owned by one thread.
 *
 * <p>Products run in OpenBLAS; everything else costs less in a loop over the heap copy than a native call does.
 */
final class NativeMatrix implements AutoCloseable {
    final int rows;
    final int columns;

    /** The heap copy: number (i, j) stands at {@code j * rows + i}. */
    final float[] values;

    private final INDArray array;
    private final FloatPointer pointer;

    NativeMatrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        values = new float[rows * columns];
        array = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, columns}, 'f');
        pointer = (FloatPointer) array.data().pointer();
        push();
    }

    /** Heap to native. */
    void push() {
        pointer.put(values, 0, values.length);
    }

    /** this = left right, each transposed where asked; comes to the heap copy too. */
    void product(NativeMatrix left, boolean leftTransposed, NativeMatrix right, boolean rightTransposed) {
        Nd4j.gemm(left.array, right.array, array, leftTransposed, rightTransposed, 1, 0);
        pointer.get(values, 0, values.length);
    }

    /** this += left right, each transposed where asked; comes to the heap copy too. */
    void addProduct(NativeMatrix left, boolean leftTransposed, NativeMatrix right, boolean rightTransposed) {
        Nd4j.gemm(left.array, right.array, array, leftTransposed, rightTransposed, 1, 1);
        pointer.get(values, 0, values.length);
    }

    @Override
    public void close() {
        array.close();
    }
}
