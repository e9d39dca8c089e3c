package io.lacuna.internal.numerics;

/**
 * Chooses the {@link MatrixLoops} of this JVM. Java's vector API is an incubator module, present only if Java starts
 * with {@code --add-modules jdk.incubator.vector}. Its loops are therefore compiled separately and loaded by name.
 * {@code -Dlacuna.vector=off} selects the plain loops even if the module is present, for example because another
 * library needs it.
 */
final class MatrixLoopsChoice {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String VECTOR_LOOPS = "io.lacuna.internal.numerics.VectorMatrixLoops";

    /** With narrower vectors the compiler's own vectorization is as fast. */
    private static final int LEAST_BITS = 256;

    private MatrixLoopsChoice() {}

    static MatrixLoops choose() {
        boolean off = "off".equals(System.getProperty("lacuna.vector"));
        if (off || ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new PlainMatrixLoops();
        }
        try {
            Class<?> loops = Class.forName(VECTOR_LOOPS);
            int bits = (int) loops.getDeclaredMethod("bits").invoke(null);
            return bits < LEAST_BITS
                    ? new PlainMatrixLoops()
                    : (MatrixLoops) loops.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            // An incubator API may change with any Java release. The plain loops always work.
            return new PlainMatrixLoops();
        }
    }
}
