package io.lacuna.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import io.lacuna.internal.json.JsonRecord.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the members of a JSON object in one pass, and so checks its whole syntax. For one thread and one object. */
final class JsonScan {
    private static final int USUAL_MEMBERS = 24;

    private final byte[] document;
    private int members;
    private @Nullable String[] names = new String[USUAL_MEMBERS];
    private Kind[] kinds = new Kind[USUAL_MEMBERS];
    private int[] places = new int[JsonRecord.PLACES * USUAL_MEMBERS];
    private double[] numbers = new double[USUAL_MEMBERS];

    private JsonScan(byte[] document) {
        this.document = document;
    }

    /**
     * @throws IOException if the bytes are no JSON object, or more than one
     */
    static JsonRecord read(byte[] document) throws IOException {
        // The library would recognize UTF-16, whose bytes have other places.
        if (document.length > 1 && (document[0] == 0 || document[1] == 0)) {
            throw new IOException("it is not UTF-8");
        }
        try (JsonParser in = Json.FACTORY.createParser(document)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(in.currentToken() == null ? "it is empty" : "it does not begin with '{'");
            }
            return new JsonScan(document).read(in);
        }
    }

    private JsonRecord read(JsonParser in) throws IOException {
        int object = add(null, JsonRecord.ROOT, Kind.OBJECT, start(in));
        String name = "";
        for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
            if (object == JsonRecord.NONE) {
                throw new IOException("something follows the object");
            }
            if (token == JsonToken.FIELD_NAME) {
                name = in.currentName();
            } else if (token == JsonToken.END_OBJECT) {
                end(object, end(in));
                object = object == JsonRecord.ROOT ? JsonRecord.NONE : places[JsonRecord.PLACES * object];
            } else {
                object = value(in, token, name, object);
            }
        }
        if (object != JsonRecord.NONE) {
            throw new IOException("it ends too early");
        }
        return new JsonRecord(document, members, names, kinds, places, numbers, null);
    }

    /** Takes a value and returns the object that the next member is in. */
    private int value(JsonParser in, JsonToken token, String name, int object) throws IOException {
        int member = add(name, object, kind(token), start(in));
        if (token == JsonToken.START_OBJECT) {
            return member;
        }
        if (token == JsonToken.START_ARRAY) {
            in.skipChildren();
        } else if (token == JsonToken.VALUE_STRING) {
            in.finishToken();
        } else if (kinds[member] == Kind.NUMBER) {
            numbers[member] = in.getDoubleValue();
        }
        end(member, end(in));
        return object;
    }

    private static Kind kind(JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> Kind.NUMBER;
            case VALUE_STRING -> Kind.STRING;
            case VALUE_TRUE -> Kind.TRUE;
            case VALUE_FALSE -> Kind.FALSE;
            case VALUE_NULL -> Kind.NULL;
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.ARRAY;
            default -> throw new IOException("it has no value where one belongs");
        };
    }

    private static int start(JsonParser in) {
        return (int) in.currentTokenLocation().getByteOffset();
    }

    private static int end(JsonParser in) {
        return (int) in.currentLocation().getByteOffset();
    }

    private int add(@Nullable String name, int parent, Kind kind, int start) {
        if (members == kinds.length) {
            names = Arrays.copyOf(names, 2 * members);
            kinds = Arrays.copyOf(kinds, 2 * members);
            places = Arrays.copyOf(places, 2 * JsonRecord.PLACES * members);
            numbers = Arrays.copyOf(numbers, 2 * members);
        }
        names[members] = name;
        kinds[members] = kind;
        int place = JsonRecord.PLACES * members;
        places[place + JsonRecord.PARENT] = parent;
        places[place + JsonRecord.START] = start;
        places[place + JsonRecord.NEXT] = start + 1;
        return members++;
    }

    private void end(int member, int end) {
        int place = JsonRecord.PLACES * member;
        places[place + JsonRecord.END] = end;
        if (member != JsonRecord.ROOT) {
            places[JsonRecord.PLACES * places[place + JsonRecord.PARENT] + JsonRecord.NEXT] = end;
        }
    }

    /** The value of a string with escapes, which a scan has found correct. */
    static String string(byte[] document, int start, int length) {
        try (JsonParser in = Json.FACTORY.createParser(document, start, length)) {
            in.nextToken();
            return in.getText();
        } catch (IOException changed) {
            throw new UncheckedIOException(changed);
        }
    }

    /** What is wrong, without the value itself. */
    static String reason(IOException malformed) {
        if (malformed instanceof JsonProcessingException library) {
            String where = library instanceof StreamReadException && library.getLocation() != null
                    ? " at byte " + library.getLocation().getByteOffset()
                    : "";
            return library.getOriginalMessage() + where;
        }
        return String.valueOf(malformed.getMessage());
    }
}
