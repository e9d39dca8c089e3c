package io.lacuna.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.example.plant.Reading;
import com.example.plant.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A user's topology with the processor, and what it forwarded. */
abstract class FillingTopology {
    final Map<String, String> registry = Readings.registry();
    final List<Imputed<?>> kept = new ArrayList<>();

    @Nullable
    TopologyTestDriver driver;

    @AfterEach
    final void close() {
        if (driver != null) {
            driver.close();
        }
    }

    /** Sends records of this serde through the processor and keeps the forwarded ones. */
    final <V extends GenericRecord> TestInputTopic<String, V> keeping(
            Serde<V> serde, ImputationOptions options, Map<String, Object> settings) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("readings", Consumed.with(Serdes.String(), serde))
                .processValues(new ImputingProcessorSupplier<>(ModelSource.of(Readings.MODEL), options))
                .foreach((key, imputed) -> kept.add(imputed));
        driver = Readings.driver(builder.build(), settings);
        return driver.createInputTopic("readings", new StringSerializer(), serde.serializer());
    }

    final <V extends GenericRecord> TestInputTopic<String, V> keeping(Serde<V> serde) {
        return keeping(serde, ImputationOptions.defaults(), Map.of());
    }

    final TestInputTopic<String, Reading> readings() {
        return keeping(RegistrySerdes.specific(Reading.class, registry));
    }

    final Imputed<?> only() {
        assertThat(kept).hasSize(1);
        return kept.get(0);
    }

    /** Asserts that the gaps have the values of {@link Readings#MODEL}. */
    static void assertFilled(Reading filled) {
        assertThat(filled.getTemp()).isCloseTo(20, within(1e-9));
        assertThat(filled.getHumidity()).isCloseTo(50f, within(1e-4f));
        assertThat(filled.getCount()).isEqualTo(7); // 7.4, in a whole-number field.
        assertThat(filled.getAlarm()).isFalse();
        assertThat(filled.getState()).isEqualTo(State.on);
    }
}
