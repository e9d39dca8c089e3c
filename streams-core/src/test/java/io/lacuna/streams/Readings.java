package io.lacuna.streams;

import com.example.plant.Kind;
import com.example.plant.Place;
import com.example.plant.Reading;
import io.lacuna.impute.LacunaModel;
import io.lacuna.internal.generation.Models;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;

/** Records of a generated class, and topologies that fill them under Kafka's test driver. */
final class Readings {
    /**
     * Fills temp with 20, humidity with 50, count with 7, alarm with false and state with "on", whatever is observed.
     */
    static final LacunaModel MODEL = LacunaModel.of(Models.sensors(20));

    private Readings() {}

    /** A reading without gaps. */
    static Reading whole() {
        return Reading.newBuilder()
                .setStation("s-1")
                .setAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .setTemp(21.5)
                .setHumidity(40)
                .setCount(3)
                .setAlarm(true)
                .setState(com.example.plant.State.off)
                .setPrice(new BigDecimal("12.50"))
                .setDay(LocalDate.of(2024, 2, 29))
                .setVisits(List.of(Instant.ofEpochMilli(5), Instant.ofEpochMilli(7)))
                .setTags(Map.of("colour", "red"))
                .setPlace(new Place("hall 3", null, Instant.ofEpochMilli(9), Kind.HALL))
                .setNote(17)
                .build();
    }

    /**
     * The same reading with a gap in every field that the model knows: null, or NaN in the field that cannot be null.
     */
    static Reading empty() {
        Reading reading = whole();
        reading.setTemp(null);
        reading.setHumidity(Float.NaN);
        reading.setCount(null);
        reading.setAlarm(null);
        reading.setState(null);
        return reading;
    }

    /** Settings of a separate registry inside this JVM. */
    static Map<String, String> registry() {
        return Map.of("schema.registry.url", "mock://" + UUID.randomUUID());
    }

    static TopologyTestDriver driver(Topology topology) {
        return driver(topology, Map.of());
    }

    static TopologyTestDriver driver(Topology topology, Map<String, Object> more) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        settings.putAll(more);
        return new TopologyTestDriver(topology, settings);
    }
}
