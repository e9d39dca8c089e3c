package io.lacuna.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.example.plant.Reading;
import com.example.plant.State;
import io.lacuna.data.Feature;
import io.lacuna.schemas.ImputedCell;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.MaskedScore;
import io.lacuna.streams.errors.UnusableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A user's topology that fills records with {@link ImputingProcessorSupplier}. */
class ImputingProcessorTest {
    private final Map<String, String> registry = Readings.registry();
    private final List<Imputed<?>> kept = new ArrayList<>();
    private @Nullable TopologyTestDriver driver;

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    /** Sends records of this serde through the processor and keeps the forwarded ones. */
    private <V extends GenericRecord> TestInputTopic<String, V> keeping(
            Serde<V> serde, ImputationOptions options, Map<String, Object> settings) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("readings", Consumed.with(Serdes.String(), serde))
                .processValues(new ImputingProcessorSupplier<>(ModelSource.of(Readings.MODEL), options))
                .foreach((key, imputed) -> kept.add(imputed));
        driver = Readings.driver(builder.build(), settings);
        return driver.createInputTopic("readings", new StringSerializer(), serde.serializer());
    }

    private <V extends GenericRecord> TestInputTopic<String, V> keeping(Serde<V> serde) {
        return keeping(serde, ImputationOptions.defaults(), Map.of());
    }

    private TestInputTopic<String, Reading> readings() {
        return keeping(RegistrySerdes.specific(Reading.class, registry));
    }

    private TestInputTopic<String, Reading> readings(ImputationOptions options) {
        return keeping(RegistrySerdes.specific(Reading.class, registry), options, Map.of());
    }

    private Imputed<?> only() {
        assertThat(kept).hasSize(1);
        return kept.get(0);
    }

    /** Asserts that the gaps have the values of {@link Readings#MODEL}. */
    private static void assertFilled(Reading filled) {
        assertThat(filled.getTemp()).isCloseTo(20, within(1e-9));
        assertThat(filled.getHumidity()).isCloseTo(50f, within(1e-4f));
        assertThat(filled.getCount()).isEqualTo(7); // 7.4, in a whole-number field.
        assertThat(filled.getAlarm()).isFalse();
        assertThat(filled.getState()).isEqualTo(State.on);
    }

    @Test
    void aSpecificRecordComesBackInItsClassWithEveryGapFilled() {
        readings().pipeInput("k", Readings.empty());
        Reading filled = (Reading) only().value();
        assertFilled(filled);
        Reading expected = Readings.whole();
        expected.setTemp(filled.getTemp());
        expected.setHumidity(filled.getHumidity());
        expected.setCount(filled.getCount());
        expected.setAlarm(filled.getAlarm());
        expected.setState(filled.getState());
        assertThat(filled).isEqualTo(expected);
        assertThat(only().filledFields()).containsExactly("temp", "humidity", "count", "alarm", "state");
    }

    @Test
    void whatWasObservedStaysAsItCame() {
        TestInputTopic<String, Reading> input = readings();
        input.pipeInput("k", Readings.whole());
        assertThat(only().value()).isEqualTo(Readings.whole());
        assertThat(only().filledFields()).isEmpty();
        assertThat(only().cell("temp")).isEmpty();
        kept.clear();
        Reading unknown = Readings.whole();
        unknown.setState(State.odd); // A symbol that the model has never seen.
        unknown.setTemp(null);
        input.pipeInput("k", unknown);
        assertThat(((Reading) only().value()).getState()).isEqualTo(State.odd);
        assertThat(only().filledFields()).containsExactly("temp");
    }

    @Test
    void theOriginalIsLeftAlone() {
        Reading original = Readings.empty();
        readings().pipeInput("k", original);
        only().value();
        assertThat(only().original()).hasToString(Readings.empty().toString());
    }

    @Test
    void numbersThatStandForAGapAreFilledInARecordOfTheirClass() {
        Reading sentinels = Readings.whole();
        sentinels.setTemp(-200.0);
        sentinels.setHumidity(-999.9f);
        readings(ImputationOptions.defaults().sentinel("temp", -200).sentinel("", -999.9))
                .pipeInput("k", sentinels);
        Reading filled = (Reading) only().value();
        assertThat(only().filledFields()).containsExactly("temp", "humidity");
        assertThat(filled.getTemp()).isCloseTo(20, within(1e-9));
        assertThat(filled.getHumidity()).isCloseTo(50f, within(1e-4f));
        assertThat(filled.getCount()).isEqualTo(3);
    }

    @Test
    void fieldsThatAreLeftOutPassThrough() {
        readings(ImputationOptions.defaults().exclude("temp", "state")).pipeInput("k", Readings.empty());
        assertThat(only().filledFields()).containsExactly("humidity", "count", "alarm");
        assertThat(((Reading) only().value()).getTemp()).isNull();
        driver.close();
        kept.clear();
        readings(ImputationOptions.defaults().include("temp")).pipeInput("k", Readings.empty());
        assertThat(only().filledFields()).containsExactly("temp");
        assertThat(((Reading) only().value()).getHumidity()).isNaN();
    }

    @Test
    void theNoteNamesTheModelThePlaceAndEachCell() {
        readings(ImputationOptions.defaults().intervalMass(0.5)).pipeInput("k", Readings.empty());
        var note = only().imputation();
        assertThat(note.getGeneration()).isZero();
        assertThat(note.getArtifact()).isEqualTo(Readings.MODEL.sha256());
        assertThat(note.getSourceTopic()).isEqualTo("readings");
        assertThat(note.getSourceOffset()).isZero();
        assertThat(note.getIntervalMass()).isEqualTo(0.5);
        assertThat(note.getCells()).extracting(ImputedCell::getField).isEqualTo(only().filledFields());
        ImputedCell temp = only().cell("temp").orElseThrow();
        assertThat(temp).isEqualTo(note.getCells().get(0));
        // The model's sd of temp is 1; 0.6745 is the 0.75 quantile of the standard normal.
        assertThat(temp.getMean()).isCloseTo(20, within(1e-9));
        assertThat(temp.getSd()).isCloseTo(1, within(0.01));
        assertThat(temp.getUpper() - temp.getLower()).isCloseTo(2 * 0.6745, within(0.02));
        ImputedCell state = only().cell("state").orElseThrow();
        assertThat(state.getMean()).isNull();
        assertThat(state.getProbabilities()).containsOnlyKeys("on", "off");
        assertThat(only().latentCode().getSourceTopic()).isEqualTo("readings");
        assertThat(only().latentCode().getMean())
                .hasSameSizeAs(only().latentCode().getSd());
    }

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
        assertThat(((GenericRecord) imputed.get("imputation")).get("artifact")).hasToString(Readings.MODEL.sha256());
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

    @Test
    void aNullValuePassesOn() {
        StreamsBuilder builder = new StreamsBuilder();
        Serde<Reading> serde = RegistrySerdes.specific(Reading.class, registry);
        builder.stream("readings", Consumed.with(Serdes.String(), serde))
                .processValues(new ImputingProcessorSupplier<>(ModelSource.of(Readings.MODEL)))
                .mapValues(imputed -> imputed == null ? null : imputed.value())
                .to("filled", Produced.with(Serdes.String(), serde));
        driver = Readings.driver(builder.build());
        TestInputTopic<String, Reading> input =
                driver.createInputTopic("readings", new StringSerializer(), serde.serializer());
        input.pipeInput("a", null);
        input.pipeInput("b", Readings.empty());
        List<KeyValue<String, Reading>> out = driver.createOutputTopic(
                        "filled", new StringDeserializer(), serde.deserializer())
                .readKeyValuesToList();
        assertThat(out).extracting(each -> each.key).containsExactly("a", "b");
        assertThat(out.get(0).value).isNull();
        assertFilled(out.get(1).value);
    }

    @Test
    void whatAnOperatorKeepsDoesNotChangeWithLaterRecords() {
        TestInputTopic<String, Reading> input =
                readings(ImputationOptions.defaults().scores(1, 0.5));
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Reading reading = i % 2 == 0 ? Readings.empty() : Readings.whole();
            reading.setStation("s-" + i);
            if (i % 3 == 0) {
                reading.setTemp(null);
            }
            input.pipeInput("k", reading);
            before.add(said(kept.get(i)));
        }
        assertThat(before).doesNotHaveDuplicates();
        assertThat(kept).extracting(ImputingProcessorTest::said).isEqualTo(before);
    }

    /** Everything that the result says about its record. */
    private static String said(Imputed<?> imputed) {
        return imputed.original() + "\n" + imputed.value() + "\n" + imputed.imputation() + "\n" + imputed.latentCode()
                + "\n" + imputed.scores() + "\n" + imputed.toRecord() + "\n" + imputed.filledFields();
    }

    @Test
    void scoredRecordsAreFilledFromAllThatIsObserved() {
        readings(ImputationOptions.defaults().scores(1, 0.999)).pipeInput("k", Readings.whole());
        List<MaskedScore> scores = only().scores();
        assertThat(scores).hasSize(4); // At least one of five observed cells stays observed.
        assertThat(only().value()).isEqualTo(Readings.whole());
        MaskedScore temp = scores.stream()
                .filter(score -> score.getField().equals("temp"))
                .findFirst()
                .orElseThrow();
        assertThat(temp.getTruth()).isEqualTo(21.5);
        assertThat(temp.getMean()).isCloseTo(20, within(1e-9));
    }

    /** Keeps the records passed to the topology's handler, and continues. */
    public static final class Handler implements ProcessingExceptionHandler {
        static final List<Exception> SEEN = new ArrayList<>();

        @Override
        public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
            SEEN.add(exception);
            return Response.resume();
        }

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    @Test
    void aRecordThatCannotBeFilledGoesToTheHandlerAndTheNextIsFilled() {
        Handler.SEEN.clear();
        Schema wrong =
                SchemaBuilder.record("Sensor").fields().requiredString("temp").endRecord();
        GenericRecord bad = new GenericData.Record(wrong);
        bad.put("temp", "warm");
        TestInputTopic<String, GenericRecord> input = keeping(
                RegistrySerdes.generic(registry),
                ImputationOptions.defaults(),
                Map.of(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, Handler.class));
        input.pipeInput("a", bad);
        assertThat(kept).isEmpty();
        assertThat(Handler.SEEN)
                .singleElement()
                .satisfies(seen -> assertThat(seen)
                        .isInstanceOf(UnusableRecordException.class)
                        .hasMessage(
                                "record readings-0@0: field 'temp' is of type string where the model has a number; fit a"
                                        + " new model, or list the field in impute.exclude"));
        Schema right = SchemaBuilder.record("Sensor")
                .namespace("b")
                .fields()
                .optionalDouble("temp")
                .endRecord();
        driver.createInputTopic(
                "readings",
                new StringSerializer(),
                RegistrySerdes.generic(registry).serializer());
        input.pipeInput("b", new GenericData.Record(right));
        assertThat(kept).hasSize(1);
    }

    @Test
    void optionsOutsideTheirRangeAreRefused() {
        ImputationOptions options = ImputationOptions.defaults();
        assertThatThrownBy(() -> options.intervalMass(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.intervalMass(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.scores(1.1, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.scores(0.5, 0)).isInstanceOf(IllegalArgumentException.class);
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
        assertThat(note.get("artifact")).hasToString(Readings.MODEL.sha256());
        List<?> cells = (List<?>) note.get("cells");
        assertThat(cells).hasSize(5);
        // The model fills without a past, so its notes are written without a field for one.
        assertThat(cells.get(0))
                .hasToString(only().cell("temp").orElseThrow().toString().replace(", \"context\": null", ""));
        assertThat((Double) imputed.get("temp")).isCloseTo(20, within(1e-9));
        assertThat(read("values", input).get("state")).hasToString("on");
        assertThat(read("codes", LatentCode.getClassSchema()))
                .hasToString(only().latentCode().toString());
    }

    private GenericRecord read(String topic, Schema schema) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new PlainSerde(schema).deserializer())
                .readValue();
    }

    @Test
    void featuresOfTheModelThatRecordsDoNotHaveAreNoObstacle() {
        assertThat(Readings.MODEL.features().list()).extracting(Feature::name).contains("humidity");
        Schema few = SchemaBuilder.record("Few").fields().optionalDouble("temp").endRecord();
        keeping(RegistrySerdes.generic(registry)).pipeInput("k", new GenericData.Record(few));
        assertThat(only().filledFields()).containsExactly("temp");
    }
}
