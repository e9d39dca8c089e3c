package io.lacuna.internal.avro;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Allows Avro to read into Lacuna's own generated classes. Avro rejects classes that it was not told to trust. If users
 * had to set a system property, a forgotten flag would mean that no stream admits any model.
 */
public final class TrustedClasses {
    private static final String PACKAGE = "io.lacuna.schemas";

    static {
        ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
        ClassSecurityPredicate own = known -> known.getPackageName().equals(PACKAGE);
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(before, own));
    }

    private TrustedClasses() {}

    /**
     * Makes Lacuna's generated classes trusted; classes that were trusted before stay trusted. To be called before a
     * generated class is read.
     */
    public static void trustLacunas() {
        // Loading this class has already done it.
    }
}
