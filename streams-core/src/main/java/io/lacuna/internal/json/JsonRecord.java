package io.lacuna.internal.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as its bytes, with the place of each of its members and of the members of objects in it. Arrays are
 * values as a whole. Member 0 is the object itself. Immutable.
 */
public final class JsonRecord extends JsonDocument {
    /** The member that is the object itself. */
    public static final int ROOT = 0;

    /** No member. */
    public static final int NONE = -1;

    /** Types of values. */
    public enum Kind {
        NUMBER("a number"),
        STRING("a string"),
        TRUE("a boolean"),
        FALSE("a boolean"),
        NULL("null"),
        OBJECT("an object"),
        ARRAY("an array");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** With its article, for a message. */
        public String words() {
            return words;
        }
    }

    private final byte[] document;
    private final int members;
    private final @Nullable String[] names;
    private final Kind[] kinds;

    /** [member][enclosing object, first byte, byte after the last one, place of a new member of an object]. */
    private final int[] places;

    private final double[] numbers;

    static final int PLACES = 4;
    static final int PARENT = 0;
    static final int START = 1;
    static final int END = 2;
    static final int NEXT = 3;

    /** Id or GUID of its JSON Schema; null where it has none. */
    private final @Nullable Object schemaId;

    /** The arrays are owned by the record. */
    JsonRecord(
            byte[] document,
            int members,
            @Nullable String[] names,
            Kind[] kinds,
            int[] places,
            double[] numbers,
            @Nullable Object schemaId) {
        this.schemaId = schemaId;
        this.document = document;
        this.members = members;
        this.names = names;
        this.kinds = kinds;
        this.places = places;
        this.numbers = numbers;
    }

    /** The same record with the id of its JSON Schema. */
    JsonRecord withSchema(@Nullable Object id) {
        return new JsonRecord(document, members, names, kinds, places, numbers, id);
    }

    /** Id or GUID of its JSON Schema; null where it has none. */
    @Nullable
    Object schemaId() {
        return schemaId;
    }

    /** Number of members, with the object itself. */
    public int members() {
        return members;
    }

    /** Name of a member; empty for the object itself. */
    public String name(int member) {
        String name = names[member];
        return name == null ? "" : name;
    }

    /** The object that a member is in. */
    public int parent(int member) {
        return places[PLACES * member + PARENT];
    }

    /** Type of a member. */
    public Kind kind(int member) {
        return kinds[member];
    }

    /** Value of a number; infinite where a double cannot hold it. */
    public double number(int member) {
        return numbers[member];
    }

    /** Whether a number is the word {@code NaN} or {@code Infinity}. */
    public boolean isWord(int member) {
        byte last = document[end(member) - 1];
        return kinds[member] == Kind.NUMBER && (last < '0' || last > '9') && last != '.';
    }

    /** Whether an object is empty. */
    boolean isEmpty(int member) {
        return places[PLACES * member + NEXT] == start(member) + 1;
    }

    int start(int member) {
        return places[PLACES * member + START];
    }

    int end(int member) {
        return places[PLACES * member + END];
    }

    /** Place of a new member of an object: after its last one. */
    int next(int member) {
        return places[PLACES * member + NEXT];
    }

    byte[] document() {
        return document;
    }

    /** The value of a string; any other value as it is written. */
    public String text(int member) {
        int start = start(member);
        int end = end(member);
        if (kinds[member] != Kind.STRING) {
            return new String(document, start, end - start, StandardCharsets.UTF_8);
        }
        for (int i = start + 1; i < end - 1; i++) {
            if (document[i] == '\\') {
                return JsonScan.string(document, start, end - start);
            }
        }
        return new String(document, start + 1, end - start - 2, StandardCharsets.UTF_8);
    }

    /** Any value as it is written. */
    public String written(int member) {
        return new String(document, start(member), end(member) - start(member), StandardCharsets.UTF_8);
    }

    /** The member of the object itself with a name, the last one; {@link #NONE} where there is none. */
    public int own(String name) {
        for (int member = members - 1; member > ROOT; member--) {
            if (parent(member) == ROOT && name.equals(name(member))) {
                return member;
            }
        }
        return NONE;
    }

    /** Dotted path of a member. */
    public String path(int member) {
        int parent = parent(member);
        return parent == ROOT ? name(member) : path(parent) + '.' + name(member);
    }

    /** The member with a path; {@link #NONE} where there is none. */
    public int find(String path) {
        for (int member = members - 1; member > ROOT; member--) {
            if (path.endsWith(name(member)) && path.equals(path(member))) {
                return member;
            }
        }
        return NONE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonRecord record && Arrays.equals(document, record.document);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(document);
    }

    /** The text as it was written. */
    @Override
    public String toString() {
        return new String(document, StandardCharsets.UTF_8);
    }
}
