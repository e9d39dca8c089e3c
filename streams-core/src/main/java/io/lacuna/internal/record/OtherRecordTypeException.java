package io.lacuna.internal.record;

/** A record is of another type than those that the model is for. */
public final class OtherRecordTypeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String type;

    public OtherRecordTypeException(String type, String message) {
        super(message);
        this.type = type;
    }

    /** Full name of the record's type. */
    public String type() {
        return type;
    }
}
