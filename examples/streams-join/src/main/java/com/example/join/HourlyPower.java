package com.example.join;

import io.lacuna.streams.Imputed;
import io.lacuna.streams.ImputingProcessorSupplier;
import io.lacuna.streams.ModelSource;
import io.lacuna.streams.RegistrySerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
import org.apache.kafka.streams.kstream.TimeWindows;

/**
 * Computes the power of each room by hour, from sensors that fail at times.
 *
 * <pre>
 * climate --+
 *           +-- join by the minute --> fill --> sum by the hour --> hourly-power
 * meters  --+
 * </pre>
 *
 * If a meter reports no power, the model fills it from the other values of that minute. The result has the number of
 * filled readings.
 */
public final class HourlyPower {
    static final String CLIMATE = "climate";
    static final String METERS = "meters";
    static final String HOURS = "hourly-power";

    private HourlyPower() {}

    /** Keys of {@value #HOURS} are {@code ROOM@START}, as in {@code room-1@2026-03-01T10:00:00Z}. */
    static Topology topology(StreamsBuilder builder, ModelSource models, Map<String, String> registry) {
        Serde<Climate> climateSerde = RegistrySerdes.specific(Climate.class, registry);
        Serde<Meter> meterSerde = RegistrySerdes.specific(Meter.class, registry);
        Serde<Hour> hourSerde = RegistrySerdes.specific(Hour.class, registry);
        KStream<String, Climate> climate = builder.stream(CLIMATE, Consumed.with(Serdes.String(), climateSerde));
        KStream<String, Meter> meters = builder.stream(METERS, Consumed.with(Serdes.String(), meterSerde));
        JoinWindows sameMinute = JoinWindows.ofTimeDifferenceAndGrace(Duration.ofSeconds(20), Duration.ofMinutes(5));
        TimeWindows byHour = TimeWindows.ofSizeAndGrace(Duration.ofHours(1), Duration.ofMinutes(5));

        KStream<String, Reading> readings = climate.join(
                meters, HourlyPower::reading, sameMinute, StreamJoined.with(Serdes.String(), climateSerde, meterSerde));
        readings.processValues(new ImputingProcessorSupplier<>(models))
                .groupByKey()
                .windowedBy(byHour)
                .aggregate(
                        () -> new Hour(0L, 0L, 0.0),
                        (room, imputed, hour) -> plus(hour, imputed),
                        Materialized.with(Serdes.String(), hourSerde))
                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
                .toStream((window, hour) -> window.key() + "@" + window.window().startTime())
                .to(HOURS, Produced.with(Serdes.String(), hourSerde));
        return builder.build();
    }

    private static Reading reading(Climate climate, Meter meter) {
        return new Reading(climate.getTemp(), climate.getHumidity(), meter.getPower(), meter.getFan());
    }

    private static Hour plus(Hour hour, Imputed<Reading> imputed) {
        Reading reading = imputed.value(); // a Reading with its gaps filled
        boolean filled = imputed.cell("power").isPresent(); // with mean, sd and interval
        return new Hour(
                hour.getReadings() + 1, hour.getFilled() + (filled ? 1 : 0), hour.getPowerSum() + reading.getPower());
    }

    static Properties settings(String bootstrapServers) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "hourly-power");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return settings;
    }

    /**
     * Runs until the process ends.
     *
     * @param args bootstrap servers, the registry's address, and the model: a file that ends in {@code .model}, or the
     *     models topic of {@code lacuna train}
     */
    public static void main(String[] args) throws Exception {
        StreamsBuilder builder = new StreamsBuilder();
        ModelSource models =
                args[2].endsWith(".model") ? ModelSource.file(Path.of(args[2])) : ModelSource.topic(builder, args[2]);
        Topology topology = topology(builder, models, Map.of("schema.registry.url", args[1]));
        KafkaStreams streams = new KafkaStreams(topology, settings(args[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.pause();
        streams.start();
        models.whenReady(streams::resume); // at once, unless the models topic is still empty
    }
}
