package io.lacuna.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Settings of the JSON library. {@code NaN}, which some programs write, is read but never written as a number. Numbers
 * are written by the library's own algorithm: some versions of the Java platform give other digits, and so other bytes.
 */
public final class Json {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private Json() {}

    /** The text as a JSON string, with its quotes. */
    public static String string(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** The shortest digits that are this number. */
    public static String number(double finite) {
        return NumberOutput.toString(finite, true);
    }

    static SerializationException refused(String topic, IOException malformed) {
        return new SerializationException(
                "topic '" + topic + "': a value is no JSON object: " + JsonScan.reason(malformed), malformed);
    }
}
