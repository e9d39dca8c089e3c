package io.lacuna.app.site;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lacuna.app.web.Answer;
import io.lacuna.app.web.Call;
import io.lacuna.internal.evaluation.IntervalStretch;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.ContextSettings;
import io.lacuna.internal.impute.RecordImputer;
import io.lacuna.internal.impute.ServingSettings;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.json.JsonValueSerializer;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.record.LatentOutput;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.NoteCells;
import io.lacuna.internal.record.NoteChoices;
import io.lacuna.internal.record.NoteLevel;
import io.lacuna.internal.record.OtherRecordTypeException;
import io.lacuna.streams.errors.UnusableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/impute}: fills one record, or an array of them, as the stream fills records of JSON: fields that are
 * absent or null get a value, all else stays, and {@code imputation} says what was filled. Records are filled without the
 * past of a key. Safe for concurrent use; each thread has its own imputers.
 */
final class ImputeCalls {
    static final int MOST_BYTES = 1 << 20;
    static final int MOST_RECORDS = 1_000;

    /** In place of a topic, in the source of a record. */
    private static final String SOURCE = "api/impute";

    /** Generations whose imputers a thread keeps. */
    private static final int KEPT = 2;

    private static final NoteChoices NOTES =
            new NoteChoices(NoteLevel.FULL, NoteCells.ARRAY, false, LatentOutput.NOTE, false);

    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JsonValueDeserializer reader = new JsonValueDeserializer();
    private final JsonValueSerializer writer = new JsonValueSerializer();
    private final Function<@Nullable String, ServingGeneration> generations;
    private final ServingSettings settings;
    private final Clock clock;
    private final ThreadLocal<Map<String, RecordImputer>> imputers = ThreadLocal.withInitial(Kept::new);

    private static final class Kept extends LinkedHashMap<String, RecordImputer> {
        private static final long serialVersionUID = 1;

        Kept() {
            super(8, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RecordImputer> eldest) {
            return size() > KEPT;
        }
    }

    /**
     * @param generations the generation with this number; the active one for null
     * @param settings of the stream
     */
    ImputeCalls(Function<@Nullable String, ServingGeneration> generations, ServingSettings settings, Clock clock) {
        this.generations = generations;
        this.clock = clock;
        this.settings = new ServingSettings(
                settings.rules(),
                settings.inference(),
                settings.intervalMass(),
                false,
                0,
                settings.maskRate(),
                ContextSettings.DEFAULT,
                settings.bounds(),
                settings.fill(),
                NOTES,
                settings.fillsEmpty(),
                List.of());
    }

    Answer answer(Call call) {
        try {
            return Answer.json(fill(call));
        } catch (CallRefusedException refused) {
            return refused.answer();
        }
    }

    private byte[] fill(Call call) {
        if (!call.isJson()) {
            throw new CallRefusedException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    "send a JSON object, or an array of them, with Content-Type: application/json");
        }
        ServingGeneration by = generations.apply(call.parameter("generation"));
        long timeMs = time(call.parameter("time"));
        JsonNode document = read(call.body());
        List<JsonNode> records = records(document);
        RecordImputer imputer = imputer(by);
        RecordCheck check = new RecordCheck(by.model().features(), settings.rules());
        for (int i = 0; i < records.size(); i++) {
            check.check(records.get(i), i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < records.size(); i++) {
            out.write(i > 0 ? ',' : document.isArray() ? '[' : ' ');
            out.writeBytes(fill(imputer, records.get(i), i, timeMs));
        }
        if (document.isArray()) {
            out.writeBytes((records.isEmpty() ? "[]" : "]").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private JsonNode read(byte[] body) {
        try {
            JsonNode document = json.readTree(body);
            if (document != null && (document.isObject() || document.isArray())) {
                return document;
            }
        } catch (JacksonException malformed) {
            throw bad("the body is no JSON: " + malformed.getOriginalMessage() + where(malformed));
        } catch (IOException impossible) {
            throw bad("the body cannot be read: " + impossible.getMessage());
        }
        throw bad("the body is neither a JSON object nor an array of them");
    }

    private static String where(JacksonException malformed) {
        return malformed.getLocation() == null
                ? ""
                : " (line " + malformed.getLocation().getLineNr() + ", column "
                        + malformed.getLocation().getColumnNr() + ")";
    }

    private static List<JsonNode> records(JsonNode document) {
        if (document.isObject()) {
            return List.of(document);
        }
        if (document.size() > MOST_RECORDS) {
            throw new CallRefusedException(
                    HttpStatus.PAYLOAD_TOO_LARGE_413,
                    "the array has " + document.size() + " records; at most " + MOST_RECORDS + " are filled at once");
        }
        List<JsonNode> records = new ArrayList<>(document.size());
        for (JsonNode record : document) {
            if (!record.isObject()) {
                throw new CallRefusedException(
                        HttpStatus.BAD_REQUEST_400,
                        "record " + records.size() + " is no JSON object",
                        Map.of("record", records.size()));
            }
            records.add(record);
        }
        return records;
    }

    private byte[] fill(RecordImputer imputer, JsonNode record, int index, long timeMs) {
        try {
            byte[] bytes = json.writeValueAsBytes(record);
            return writer.serialize(
                    SOURCE,
                    imputer.impute(reader.deserialize(SOURCE, bytes), new Source(SOURCE, 0, index), timeMs, null)
                            .record());
        } catch (OtherRecordTypeException none) {
            throw new CallRefusedException(
                    HttpStatus.BAD_REQUEST_400,
                    "the record has none of the fields that the model fills; GET /api/features lists them",
                    Map.of("record", index));
        } catch (MappingException | UnusableRecordException | SerializationException | IOException unusable) {
            throw new CallRefusedException(
                    HttpStatus.BAD_REQUEST_400, String.valueOf(unusable.getMessage()), Map.of("record", index));
        } finally {
            imputer.takeUnreadable();
        }
    }

    private RecordImputer imputer(ServingGeneration by) {
        String name = by.number() + "/" + by.artifact();
        return imputers.get()
                .computeIfAbsent(
                        name,
                        unseen -> new RecordImputer(
                                by,
                                settings,
                                IntervalStretch.NONE,
                                by.model().newImputer(settings.inference(), settings.bounds())));
    }

    /** The time of the records: now, or a number of milliseconds, or ISO 8601. */
    private long time(@Nullable String given) {
        if (given == null) {
            return clock.millis();
        }
        try {
            return given.matches("-?\\d{1,18}")
                    ? Long.parseLong(given)
                    : Instant.parse(given).toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException malformed) {
            throw bad("time is '" + given + "'; make it milliseconds since 1970, or such as 2026-01-31T12:00:00Z");
        }
    }

    private static CallRefusedException bad(String reason) {
        return new CallRefusedException(HttpStatus.BAD_REQUEST_400, reason);
    }
}
