package io.lacuna.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.example.plant.Reading;
import io.lacuna.internal.note.NoteReader;
import io.lacuna.schemas.ImputedCell;
import io.lacuna.schemas.LatentCode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.Test;

/** Generic and generated classes, and any serde, go through {@link ImputingProcessorSupplier}. */
class RecordClassesTest extends FillingTopology {
    @Test
    void genericRecordsComeBackWithTheirOwnSchema() {
        Schema schema = SchemaBuilder.record("Sensor")
                .fields()
                .requiredString("id")
                .optionalDouble("temp")
                .optionalInt("count")
                .endRecord();
        GenericRecord record = new GenericData.Record(schema);
        record.put("id", "s-1");
        record.put("count", 4);
        keeping(RegistrySerdes.generic(registry)).pipeInput("k", record);
        GenericRecord filled = only().value();
        assertThat(filled.getSchema()).isEqualTo(schema);
        assertThat(filled.get("id")).hasToString("s-1");
        assertThat((Double) filled.get("temp")).isCloseTo(20, within(1e-9));
        assertThat(filled.get("count")).isEqualTo(4);
    }

    @Test
    void theImputedTopicsFormIsTheSameForSpecificAndGenericRecords() {
        Serde<GenericRecord> generic = RegistrySerdes.generic(registry);
        readings().pipeInput("k", Readings.empty());
        byte[] ofSpecific = generic.serializer().serialize("filled", only().toRecord());
        byte[] given =
                RegistrySerdes.specific(Reading.class, registry).serializer().serialize("readings", Readings.empty());
        driver.close();
        kept.clear();
        keeping(generic).pipeInput("k", generic.deserializer().deserialize("readings", given));
        assertThat(generic.serializer().serialize("filled", only().toRecord())).isEqualTo(ofSpecific);

        GenericRecord imputed = generic.deserializer().deserialize("filled", ofSpecific);
        assertThat(imputed.get("at")).isEqualTo(1_700_000_000_123L);
        assertThat(imputed.get("day")).isEqualTo((int) Readings.whole().getDay().toEpochDay());
        assertThat(imputed.get("visits")).hasToString("[5, 7]");
        assertThat(imputed.get("price")).isEqualTo(ByteBuffer.wrap(new byte[] {4, (byte) 0xe2}));
        assertThat(((GenericRecord) imputed.get("place")).get("since")).isEqualTo(9L);
        assertThat(imputed.get("state")).hasToString("on");
        assertThat(((GenericRecord) imputed.get("imputation")).get("generation"))
                .isEqualTo(0L);
        // A consumer with the input's schema can read it without a change.
        assertFilled(
                RegistrySerdes.specific(Reading.class, registry).deserializer().deserialize("filled", ofSpecific));
    }

    @Test
    void genericRecordsMayHoldValuesOfLogicalTypesToo() {
        Reading given = Readings.empty();
        GenericRecord record = new GenericData.Record(Reading.getClassSchema());
        for (Schema.Field field : record.getSchema().getFields()) {
            record.put(field.pos(), given.get(field.pos()));
        }
        keeping(RegistrySerdes.generic(registry));
        Serde<GenericRecord> serde = RegistrySerdes.generic(registry);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("bytes", Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .mapValues(bytes -> record) // As a serde that converts logical types gives them.
                .processValues(new ImputingProcessorSupplier<>(ModelSource.of(Readings.MODEL)))
                .foreach((key, imputed) -> kept.add(imputed));
        driver.close();
        driver = Readings.driver(builder.build());
        driver.createInputTopic(
                        "bytes", new StringSerializer(), Serdes.ByteArray().serializer())
                .pipeInput("k", new byte[1]);
        GenericRecord filled = only().value();
        assertThat(filled.get("at")).isEqualTo(given.getAt());
        assertThat(filled.get("price")).isEqualTo(given.getPrice());
        assertThat((Double) filled.get("temp")).isCloseTo(20, within(1e-9));
        GenericRecord imputed =
                serde.deserializer().deserialize("t", serde.serializer().serialize("t", only().toRecord()));
        assertThat(imputed.get("at")).isEqualTo(given.getAt().toEpochMilli());
        assertThat(serde.deserializer()
                        .deserialize("u", serde.serializer().serialize("u", filled))
                        .get("at"))
                .isEqualTo(given.getAt().toEpochMilli());
    }

    /**
     * Confluent's wire format with Avro's own reader and writer, as a user's own serde; schema id 7 is that of the
     * records.
     */
    private static final class PlainSerde implements Serde<GenericRecord> {
        private final Schema schema;

        PlainSerde(Schema schema) {
            this.schema = schema;
        }

        @Override
        public org.apache.kafka.common.serialization.Serializer<GenericRecord> serializer() {
            return (topic, record) -> {
                try {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    DataOutputStream out = new DataOutputStream(bytes);
                    out.writeByte(0);
                    out.writeInt(7);
                    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
                    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
                    encoder.flush();
                    return bytes.toByteArray();
                } catch (IOException impossible) {
                    throw new AssertionError(impossible);
                }
            };
        }

        @Override
        public org.apache.kafka.common.serialization.Deserializer<GenericRecord> deserializer() {
            return (topic, bytes) -> {
                try {
                    assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt()).isEqualTo(7);
                    return new GenericDatumReader<GenericRecord>(schema)
                            .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
                } catch (IOException impossible) {
                    throw new AssertionError(impossible);
                }
            };
        }
    }

    @Test
    void anyAvroSerdeReadsTheInputAndWritesWhatIsFilled() {
        Schema input = Reading.getClassSchema();
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Imputed<GenericRecord>> filled = builder.stream(
                        "readings", Consumed.with(Serdes.String(), new PlainSerde(input)))
                .processValues(new ImputingProcessorSupplier<>(ModelSource.of(Readings.MODEL)));
        filled.mapValues(Imputed::toRecord).to("imputed", Produced.with(Serdes.String(), new PlainSerde(input)));
        filled.mapValues(Imputed::value).to("values", Produced.with(Serdes.String(), new PlainSerde(input)));
        filled.mapValues(Imputed::toLatentRecord).to("codes", Produced.with(Serdes.String(), new PlainSerde(input)));
        filled.foreach((key, imputed) -> kept.add(imputed));
        driver = Readings.driver(builder.build());
        byte[] bytes =
                RegistrySerdes.specific(Reading.class, registry).serializer().serialize("t", Readings.empty());
        ByteBuffer.wrap(bytes, 1, 4).putInt(7);
        driver.createInputTopic(
                        "readings", new StringSerializer(), Serdes.ByteArray().serializer())
                .pipeInput("k", bytes);

        GenericRecord imputed = read("imputed", only().toRecord().getSchema());
        GenericRecord note = (GenericRecord) imputed.get("imputation");
        assertThat(note.get("generation")).isEqualTo(0L);
        List<ImputedCell> cells = NoteReader.cells(imputed, note);
        assertThat(cells).hasSize(5);
        ImputedCell temp = only().cell("temp").orElseThrow();
        assertThat(cells.get(0).getMean()).isEqualTo(temp.getMean());
        assertThat(cells.get(0).getLower()).isEqualTo(temp.getLower().floatValue());
        assertThat((Double) imputed.get("temp")).isCloseTo(20, within(1e-9));
        assertThat(read("values", input).get("state")).hasToString("on");
        GenericRecord code = read("codes", LatentCode.getClassSchema());
        assertThat((GenericRecord) code.get("sparse")).isNotNull();
        assertThat(code.get("sourceOffset")).isEqualTo(only().latentCode().getSourceOffset());
    }

    private GenericRecord read(String topic, Schema schema) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new PlainSerde(schema).deserializer())
                .readValue();
    }
}
