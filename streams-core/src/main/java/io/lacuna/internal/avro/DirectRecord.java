package io.lacuna.internal.avro;

import java.io.IOException;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * An Avro record that writes itself from primitive fields; a generated class would hold one object per number. Its
 * bytes are those of the generated class of its schema. The same object is used for one record after another. {@link
 * #get} creates its result for the call; fields cannot be set.
 */
public abstract class DirectRecord extends SpecificRecordBase {
    private static final long serialVersionUID = 1;

    @Override
    protected final boolean hasCustomCoders() {
        return true;
    }

    @Override
    public abstract void customEncode(Encoder out) throws IOException;

    @Override
    public final void put(int field, Object value) {
        throw new UnsupportedOperationException(getSchema().getFullName() + " is only written");
    }
}
