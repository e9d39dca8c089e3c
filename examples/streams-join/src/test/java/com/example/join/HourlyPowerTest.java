package com.example.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.streams.ModelSource;
import io.lacuna.streams.RegistrySerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology on a real broker, exactly once, stopped half-way and started again. */
class HourlyPowerTest {
    /** Recent: brokers delete records older than the topic's retention. */
    private static final Instant BEGIN =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(6));

    private static final int HOURS = 3;
    private static final List<String> ROOMS = List.of("room-1", "room-2", "room-3");

    /** The expected result of an hour of a room. */
    private static final class Expected {
        double power;
        long filled;
    }

    @TempDir
    private Path folder;

    private final Map<String, Expected> expected = new HashMap<>();
    private final Rooms rooms = new Rooms(2);
    private Map<String, String> registry;
    private String bootstrapServers;

    @Test
    void everyMinuteCountsOnceAndMissingPowerIsFilled() throws Exception {
        Path model = folder.resolve("rooms.model");
        Rooms.model().write(model);
        try (BrokerCluster broker = BrokerCluster.start(folder.resolve("broker"), 1);
                InMemoryRegistry server = InMemoryRegistry.start(0)) {
            bootstrapServers = broker.bootstrapServers();
            registry = Map.of("schema.registry.url", server.url());
            createTopics();
            send(0, 90);
            try (KafkaStreams streams = start(model)) {
                awaitCommitted(1);
                // Leaves the group, so that the next start does not wait for the session timeout.
                streams.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
            }
            send(90, HOURS * 60);
            send(HOURS * 60 + 30, HOURS * 60 + 31); // Half an hour later; this closes the last hour.
            try (KafkaStreams streams = start(model)) {
                check(hours());
            }
        }
    }

    private void createTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(
                            new NewTopic(HourlyPower.CLIMATE, 2, (short) 1),
                            new NewTopic(HourlyPower.METERS, 2, (short) 1),
                            new NewTopic(HourlyPower.HOURS, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private KafkaStreams start(Path model) throws Exception {
        Properties settings = HourlyPower.settings(bootstrapServers);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        KafkaStreams streams = new KafkaStreams(
                HourlyPower.topology(new StreamsBuilder(), ModelSource.file(model), registry), settings);
        streams.start();
        return streams;
    }

    /** Sends reports of every room for these minutes; a fifth of the power and a tenth of other cells is missing. */
    private void send(int from, int to) throws Exception {
        Serde<Climate> climates = RegistrySerdes.specific(Climate.class, registry);
        Serde<Meter> meters = RegistrySerdes.specific(Meter.class, registry);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer())) {
            for (int minute = from; minute < to; minute++) {
                Instant at = BEGIN.plus(Duration.ofMinutes(minute));
                for (String room : ROOMS) {
                    Rooms.Minute truth = rooms.minute();
                    Climate climate = new Climate(truth.temp(), rooms.happens(0.1) ? null : truth.humidity());
                    Double power = rooms.happens(0.2) ? null : truth.power();
                    send(
                            producer,
                            HourlyPower.CLIMATE,
                            room,
                            at,
                            climates.serializer().serialize(HourlyPower.CLIMATE, climate));
                    Meter meter = new Meter(power, rooms.happens(0.1) ? null : truth.fan());
                    Instant later = at.plus(Duration.ofSeconds(5));
                    send(
                            producer,
                            HourlyPower.METERS,
                            room,
                            later,
                            meters.serializer().serialize(HourlyPower.METERS, meter));
                    expect(room, minute, truth, power == null);
                }
            }
        }
    }

    private static void send(
            KafkaProducer<String, byte[]> producer, String topic, String room, Instant at, byte[] value) {
        producer.send(new ProducerRecord<>(topic, null, at.toEpochMilli(), room, value));
    }

    private void expect(String room, int minute, Rooms.Minute truth, boolean filled) {
        Instant hour = BEGIN.plus(Duration.ofHours(minute / 60));
        Expected sum = expected.computeIfAbsent(room + "@" + hour, each -> new Expected());
        sum.power += truth.power();
        sum.filled += filled ? 1 : 0;
    }

    /** Waits until the application has committed offsets of its input, and so has done a part of its work. */
    private void awaitCommitted(long least) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            long committed = 0;
            for (int i = 0; i < 600 && committed < least; i++) {
                Thread.sleep(100);
                committed =
                        admin
                                .listConsumerGroupOffsets("hourly-power")
                                .partitionsToOffsetAndMetadata()
                                .get()
                                .values()
                                .stream()
                                .mapToLong(offset -> offset.offset())
                                .sum();
            }
            assertThat(committed).isGreaterThanOrEqualTo(least);
        }
    }

    /** Reads committed records until every hour is there, and a little longer for records that should not exist. */
    private List<ConsumerRecord<String, Hour>> hours() {
        List<ConsumerRecord<String, Hour>> read = new ArrayList<>();
        try (KafkaConsumer<String, Hour> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                RegistrySerdes.specific(Hour.class, registry).deserializer())) {
            TopicPartition partition = new TopicPartition(HourlyPower.HOURS, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int i = 0; i < 240 && read.size() < HOURS * ROOMS.size(); i++) {
                consumer.poll(Duration.ofMillis(500)).forEach(read::add);
            }
            consumer.poll(Duration.ofSeconds(1)).forEach(read::add);
        }
        return read;
    }

    private void check(List<ConsumerRecord<String, Hour>> hours) {
        assertThat(hours)
                .hasSize(HOURS * ROOMS.size())
                .extracting(ConsumerRecord::key)
                .doesNotHaveDuplicates();
        for (ConsumerRecord<String, Hour> each : hours) {
            Hour hour = each.value();
            Expected sum = expected.get(each.key());
            assertThat(hour.getReadings()).as(each.key()).isEqualTo(60);
            assertThat(hour.getFilled()).as(each.key()).isEqualTo(sum.filled).isPositive();
            // Power varies by a kilowatt; filled values are right to within a tenth on average.
            assertThat(hour.getPowerSum() / 60).as(each.key()).isCloseTo(sum.power / 60, within(0.1));
        }
    }
}
