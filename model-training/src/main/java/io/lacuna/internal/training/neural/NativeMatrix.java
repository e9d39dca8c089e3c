package io.lacuna.internal.training.neural;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix that ND4J multiplies and that plain loops read and write: a native array in column-major order, and its copy
 * on the heap. Native memory is allocated once and released by {@link #close}. Mutable; one thread owns it.
 *
 * <p>Products run in OpenBLAS. Everything else is faster in a loop over the heap copy than in a native call.
 */
final class NativeMatrix implements AutoCloseable {
    final int rows;
    final int columns;

    /** The heap copy: element (i, j) is at {@code j * rows + i}. */
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

    /** Copies the heap copy to the native array. */
    void push() {
        pointer.put(values, 0, values.length);
    }

    /** this = left right, each transposed if requested. Also updates the heap copy. */
    void product(NativeMatrix left, boolean leftTransposed, NativeMatrix right, boolean rightTransposed) {
        Nd4j.gemm(left.array, right.array, array, leftTransposed, rightTransposed, 1, 0);
        pointer.get(values, 0, values.length);
    }

    /** this += left right, each transposed if requested. Also updates the heap copy. */
    void addProduct(NativeMatrix left, boolean leftTransposed, NativeMatrix right, boolean rightTransposed) {
        Nd4j.gemm(left.array, right.array, array, leftTransposed, rightTransposed, 1, 1);
        pointer.get(values, 0, values.length);
    }

    @Override
    public void close() {
        array.close();
    }
}
