package io.lacuna.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A JSON record with edits and a note. All bytes that are not edited are the original's. Mutable until it is written; one
 * thread owns it.
 */
public final class FilledJson extends JsonDocument {
    private static final int NOTE_BYTES = 400;

    private final JsonRecord original;
    private final String noteName;
    private final List<Edit> edits = new ArrayList<>();
    private @Nullable IndexedRecord note;

    /** Bytes from {@code start} to {@code end} are replaced. */
    private record Edit(int start, int end, String text) {}

    /**
     * @param noteName name of the member that holds the note
     */
    public FilledJson(JsonRecord original, String noteName) {
        this.original = original;
        this.noteName = noteName;
    }

    /**
     * Replaces the value of a member.
     *
     * @param value as JSON
     */
    public void replace(int member, String value) {
        edits.add(new Edit(original.start(member), original.end(member), value));
    }

    /**
     * Adds a member at the end of an object.
     *
     * @param value as JSON
     */
    public void append(int object, String name, String value) {
        int place = original.next(object);
        edits.add(new Edit(place, place, separator(object, place) + Json.string(name) + ':' + value));
    }

    private String separator(int object, int place) {
        boolean first = original.isEmpty(object)
                && edits.stream().noneMatch(edit -> edit.start() == place && edit.end() == place);
        return first ? "" : ",";
    }

    /** Sets the note, which is the last member. */
    public void note(IndexedRecord of) {
        note = of;
    }

    /** The record as it came. */
    public JsonRecord original() {
        return original;
    }

    /** The record without its note. */
    public JsonRecord withoutNote() {
        try {
            return JsonScan.read(bytes(null)).withSchema(original.schemaId());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Id or GUID of the original's JSON Schema; null where it has none. */
    @Nullable
    Object schemaId() {
        return original.schemaId();
    }

    boolean hasNote() {
        return note != null;
    }

    /** The record with its note, as bytes. */
    byte[] toBytes() {
        return bytes(note);
    }

    private byte[] bytes(@Nullable IndexedRecord last) {
        byte[] document = original.document();
        List<Edit> sorted = new ArrayList<>(edits);
        // Stable: members that are added to one object keep their order.
        sorted.sort((one, other) -> Integer.compare(one.start(), other.start()));
        ByteArrayOutputStream out = new ByteArrayOutputStream(document.length + NOTE_BYTES);
        int copied = 0;
        for (Edit edit : sorted) {
            out.write(document, copied, edit.start() - copied);
            out.writeBytes(edit.text().getBytes(StandardCharsets.UTF_8));
            copied = edit.end();
        }
        if (last != null) {
            int place = original.next(JsonRecord.ROOT);
            out.write(document, copied, place - copied);
            copied = place;
            String name = separator(JsonRecord.ROOT, place) + Json.string(noteName) + ':';
            out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            try (JsonGenerator generator = Json.FACTORY.createGenerator(out)) {
                PlainJson.write(last, generator);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        out.write(document, copied, document.length - copied);
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }
}
