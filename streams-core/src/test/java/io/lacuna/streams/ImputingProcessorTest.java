package io.lacuna.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.example.plant.Reading;
import com.example.plant.State;
import io.lacuna.data.Feature;
import io.lacuna.schemas.ImputedCell;
import io.lacuna.schemas.MaskedScore;
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** A user's topology that fills records with {@link ImputingProcessorSupplier}. */
class ImputingProcessorTest extends FillingTopology {
    private TestInputTopic<String, Reading> readings(ImputationOptions options) {
        return keeping(RegistrySerdes.specific(Reading.class, registry), options, Map.of());
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

    @Test
    void featuresOfTheModelThatRecordsDoNotHaveAreNoObstacle() {
        assertThat(Readings.MODEL.features().list()).extracting(Feature::name).contains("humidity");
        Schema few = SchemaBuilder.record("Few").fields().optionalDouble("temp").endRecord();
        keeping(RegistrySerdes.generic(registry)).pipeInput("k", new GenericData.Record(few));
        assertThat(only().filledFields()).containsExactly("temp");
    }
}
