package io.lacuna.app.stream.failure;

import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.OtherRecordTypeException;
import io.lacuna.streams.errors.SchemaRefusedException;
import io.lacuna.streams.errors.UnusableRecordException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Kinds of reasons for which a record becomes a dead letter. */
enum DeadLetterReason {
    /** Its bytes cannot be decoded. */
    UNREADABLE("unreadable"),
    /** Its schema and the model do not fit. */
    MAPPING("mapping"),
    /** It is of a type that the model is not for. */
    RECORD_TYPE("record_type"),
    /** The registry refuses the schema of the filled record. */
    SCHEMA_REFUSED("schema_refused"),
    /** The filled record cannot be serialized. */
    OUTPUT("output"),
    /** Anything else: its timestamp, its size, a failed thread, values that cannot be filled. */
    UNUSABLE("unusable");

    private final String word;

    DeadLetterReason(String word) {
        this.word = word;
    }

    /** As the tag of a metric. */
    String word() {
        return word;
    }

    /** The kind of a failure of a record that was decoded. */
    static DeadLetterReason of(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SchemaRefusedException) {
                return SCHEMA_REFUSED;
            }
            if (cause instanceof MappingException) {
                return MAPPING;
            }
            if (cause instanceof OtherRecordTypeException) {
                return RECORD_TYPE;
            }
        }
        boolean written =
                failure instanceof UnusableRecordException && failure.getCause() instanceof SerializationException;
        return written ? OUTPUT : UNUSABLE;
    }
}
