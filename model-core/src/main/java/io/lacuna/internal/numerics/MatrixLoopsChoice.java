package io.lacuna.internal.numerics;

/**
 * Chooses the {@link MatrixLoops} of this JVM. The vector API is an incubator module of Java, absent unless Java is started
 * with {@code --add-modules jdk.incubator.vector}, so that its loops are compiled apart and found by name. {@code
 * -Dlacuna.vector=off} keeps the plain ones where the module is there for another's sake.
 */
final class MatrixLoopsChoice {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String VECTOR_LOOPS = "io.lacuna.internal.numerics.VectorMatrixLoops";

    /** With narrower vectors the compiler's own are as good. */
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
            // The API of an incubator module may change with any Java; without it everything works as before.
            return new PlainMatrixLoops();
        }
    }
}
