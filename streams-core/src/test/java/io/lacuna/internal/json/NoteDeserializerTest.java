package io.lacuna.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.schemas.CellContext;
import io.lacuna.schemas.Coordinate;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.ImputedCell;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.LikelyRelay;
import io.lacuna.schemas.MaskedScore;
import io.lacuna.schemas.SparseCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class NoteDeserializerTest {
    private final JsonValueSerializer serializer = new JsonValueSerializer();

    private <S extends GenericRecord & SpecificRecord> S again(Class<S> type, S record) {
        return new NoteDeserializer<>(type).deserialize("t", serializer.serialize("t", record));
    }

    @Test
    void lacunasRecordsComeBackAsTheyWere() {
        LatentCode code = new LatentCode("in", 1, 1L << 40, 3L, List.of(0.1f, -2e-20f), List.of(1f, 2f), null);
        assertThat(again(LatentCode.class, code)).isEqualTo(code);
        SparseCode sparse = new SparseCode(33, List.of(new LikelyRelay(7, 0.25f)), List.of(new Coordinate(-1f, 2f)));
        LatentCode likely = new LatentCode("in", 1, 1L << 40, 3L, List.of(), List.of(), sparse);
        assertThat(again(LatentCode.class, likely)).isEqualTo(likely);
        MaskedScore number = new MaskedScore(
                "in", 0, 5L, 2L, "t\"emp", 1.25, 0.1 + 0.2, 1e-300, true, -0.5, null, null, null, false, null, false,
                false);
        assertThat(again(MaskedScore.class, number)).isEqualTo(number);
        ImputedCell cell = new ImputedCell(
                "s", null, null, null, null, Map.of("on", 0.25), null, new CellContext(4L, 5L, null, "on", 1f, null));
        Imputation note =
                new Imputation(1L, "a", "m", "in", 0, 7L, 2, 3, true, Double.MIN_VALUE, 0.9, List.of(cell), null, null);
        assertThat(again(Imputation.class, note)).isEqualTo(note);
    }

    @Test
    void nullFieldsAreLeftOut() {
        MaskedScore score = new MaskedScore(
                "in", 0, 5L, 2L, "s", null, null, null, null, null, "on", 0.5, true, false, null, false, false);
        assertThat(new String(serializer.serialize("t", score), StandardCharsets.UTF_8))
                .doesNotContain("null")
                .startsWith("{\"sourceTopic\":\"in\",");
    }

    @Test
    void otherRecordsAreRefused() {
        NoteDeserializer<LatentCode> codes = new NoteDeserializer<>(LatentCode.class);
        for (String text : List.of(
                "{}",
                "[]",
                "{\"sourceTopic\":7}",
                "{\"sourceTopic\":null}",
                "{\"sourceTopic\":\"a\",\"mean\":{}}",
                "{\"sourceTopic\":\"a\",\"mean\":[\"x\"],\"sd\":[]}",
                "{")) {
            assertThatThrownBy(() -> codes.deserialize("t", text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void theNoteOfAFilledRecordIsFound() {
        JsonRecord filled = (JsonRecord) new JsonValueDeserializer()
                .deserialize(
                        "t",
                        "{\"a\":1,\"imputation\":{\"generation\":4,\"artifact\":\"é\",\"cells\":[{\"field\":\"a\",\"mean\":2}]}}"
                                .getBytes(StandardCharsets.UTF_8));
        GenericRecord note = NoteDeserializer.note(filled, "imputation", Imputation.getClassSchema());
        assertThat(note).isNotNull();
        assertThat(note.get("generation")).isEqualTo(4L);
        assertThat(((GenericRecord) ((List<?>) note.get("cells")).get(0)).get("mean"))
                .isEqualTo(2.0);
        assertThat(NoteDeserializer.note(filled, "a", Imputation.getClassSchema()))
                .isNull();
    }
}
