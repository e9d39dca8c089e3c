package io.lacuna.internal.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.common.serialization.LongSerializer;
import org.junit.jupiter.api.Test;

class KeyBytesTest {
    private static final Schema SCHEMA = SchemaBuilder.record("Reading")
            .fields()
            .optionalString("station")
            .optionalLong("number")
            .name("serial")
            .type()
            .nullable()
            .bytesType()
            .noDefault()
            .endRecord();

    private final GenericData.Record record = new GenericData.Record(SCHEMA);

    private byte[] ofField(String field) {
        return new KeyBytes<>(new LongSerializer(), field).of("t", 5L, record);
    }

    @Test
    void withoutAFieldItIsTheRecordsOwn() {
        assertThat(ofField("")).containsExactly(0, 0, 0, 0, 0, 0, 0, 5);
        assertThat(new KeyBytes<>(new LongSerializer(), "").of("t", null, record))
                .isNull();
    }

    @Test
    void aFieldsTextOrBytesAreTheKey() {
        record.put("station", "ab");
        record.put("number", 17L);
        record.put("serial", ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2));
        assertThat(ofField("station")).containsExactly('a', 'b');
        assertThat(ofField("number")).containsExactly('1', '7');
        assertThat(ofField("serial")).containsExactly(2, 3);
        assertThat(((ByteBuffer) record.get("serial")).remaining()).isEqualTo(2);
    }

    @Test
    void aFieldThatIsNullOrNotThereIsNoKey() {
        assertThat(ofField("station")).isNull();
        assertThat(ofField("nowhere")).isNull();
    }
}
