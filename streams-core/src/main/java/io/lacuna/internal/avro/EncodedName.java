package io.lacuna.internal.avro;

import org.apache.avro.util.Utf8;

/** The UTF-8 bytes of a name that rarely changes between records. Mutable; one thread owns it. */
public final class EncodedName {
    private String name = "";
    private Utf8 encoded = new Utf8();

    public Utf8 of(String next) {
        if (!next.equals(name)) {
            name = next;
            encoded = new Utf8(next);
        }
        return encoded;
    }
}
