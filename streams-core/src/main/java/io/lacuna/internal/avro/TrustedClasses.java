package io.lacuna.internal.avro;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Lets Avro read into Lacuna's own generated classes. Avro refuses classes it was not told to trust; to ask every user for
 * a system property would turn a forgotten flag into models that no stream admits.
 */
public final class TrustedClasses {
    private static final String PACKAGE = "io.lacuna.schemas";

    static {
        ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
        ClassSecurityPredicate own = known -> known.getPackageName().equals(PACKAGE);
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(before, own));
    }

    private TrustedClasses() {}

    /** Sees to it; what was trusted before stays so. Whoever reads a generated class calls this first. */
    public static void trustLacunas() {
        // Loading the class did it, once.
    }
}
