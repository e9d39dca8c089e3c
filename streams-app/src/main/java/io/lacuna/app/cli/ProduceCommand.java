package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.cli.option.ConfigOptions;
import io.lacuna.app.cli.option.Output;
import io.lacuna.app.cli.option.ReadingOptions;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.table.CsvRecords;
import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.internal.registry.SchemaRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lacuna produce}: writes the rows of a CSV file to a topic, as Avro or JSON. */
@Command(
        name = "produce",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Write the rows of a CSV file to a topic, in the format of input.format; missing cells become null.")
@SuppressWarnings("NullAway.Init") // picocli injects the options before anything runs.
final class ProduceCommand implements Callable<Integer> {
    private static final int NO_KEY = -1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--csv",
            required = true,
            paramLabel = "FILE",
            description = "The table; a header names its columns.")
    private Path csv;

    @Option(
            names = "--topic",
            required = true,
            paramLabel = "NAME",
            description = "The topic to write to; created with --partitions partitions if it does not exist.")
    private String topic;

    @Option(
            names = "--partitions",
            defaultValue = "1",
            paramLabel = "N",
            description = "Number of partitions of a new topic. Default ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--bootstrap.servers",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers; same as -D bootstrap.servers=...")
    private @Nullable String brokers;

    @Option(
            names = "--schema.registry.url",
            paramLabel = "URL",
            description = "Schema registry; same as -D schema.registry.url=...")
    private @Nullable String registryUrl;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            description = "The column whose text becomes the record key; default: no key.")
    private @Nullable String key;

    @Option(
            names = "--text",
            paramLabel = "COLUMN",
            description = "A column that stays a string and is not filled, even if it has few labels.")
    private List<String> texts = new ArrayList<>();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Largest number of records per second; default: no limit.")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(
            names = "--numeric",
            paramLabel = "NAME",
            description = "Take these columns as numbers; cells that are not numbers become null.")
    private List<String> numeric = new ArrayList<>();

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Mixin
    private ConfigOptions options;

    @Override
    public Integer call() throws TableException {
        check();
        LacunaConfig config = options.load().with(addresses());
        try (CsvRecords records = CsvRecords.open(csv, topic, choices(), Set.copyOf(texts));
                SchemaRegistry registry = KafkaSettings.openRegistry(config);
                Cluster cluster = Cluster.connect(config)) {
            records.notes().forEach(note -> Output.note(spec.commandLine().getErr(), note));
            int keyColumn = keyColumn(records);
            // The registry comes first: no topic is created when its records could not be written.
            OptionalInt id = config.recordFormat().register(topic, records.schema(), registry);
            cluster.ensureTopic(topic, partitions);
            send(records, keyColumn, config, config.recordFormat().writer(id, registry));
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "%s: %d records to topic %s%s%n",
                    csv, records.rows(), topic, id.isEmpty() ? "" : ", schema id " + id.getAsInt());
            out.println("  " + records.fields());
            out.flush();
        }
        return 0;
    }

    private void check() {
        if (!(rate > 0)) {
            throw new ParameterException(spec.commandLine(), "--rate must be above zero, not " + rate);
        }
        if (partitions < 1) {
            throw new ParameterException(spec.commandLine(), "--partitions must be at least 1, not " + partitions);
        }
    }

    private ColumnChoices choices() {
        return new ColumnChoices(
                Set.of(),
                key == null ? Set.of() : Set.of(key),
                Set.copyOf(numeric),
                Set.of(),
                reading.missing(),
                reading.reading());
    }

    private Map<String, String> addresses() {
        Map<String, String> given = new HashMap<>();
        if (brokers != null) {
            given.put(LacunaConfig.BOOTSTRAP_SERVERS, brokers);
        }
        if (registryUrl != null) {
            given.put(LacunaConfig.SCHEMA_REGISTRY_URL, registryUrl);
        }
        return given;
    }

    private int keyColumn(CsvRecords records) {
        if (key == null) {
            return NO_KEY;
        }
        int column = records.columns().indexOf(key);
        if (column < 0) {
            throw new CommandFailure(
                    csv + ": --key names no column: '" + key + "'; the columns are " + records.columns());
        }
        return column;
    }

    private void send(CsvRecords records, int keyColumn, LacunaConfig config, Serializer<GenericRecord> writer)
            throws TableException {
        Map<String, Object> settings = config.producerSettings();
        settings.putIfAbsent(ProducerConfig.ACKS_CONFIG, "all");
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "20");
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        AtomicLong acknowledged = new AtomicLong();
        try (Producer<String, GenericRecord> producer = new KafkaProducer<>(settings, new StringSerializer(), writer)) {
            long begin = System.nanoTime();
            for (long sent = 0; failure.get() == null && records.next(); sent++) {
                awaitTurn(begin, sent);
                String text = keyColumn == NO_KEY ? "" : records.text(keyColumn);
                producer.send(
                        new ProducerRecord<>(topic, text.isEmpty() ? null : text, records.record()),
                        (metadata, failed) -> {
                            if (failed == null) {
                                acknowledged.incrementAndGet();
                            } else {
                                failure.compareAndSet(null, failed);
                            }
                        });
            }
            producer.flush();
        } catch (KafkaException failed) {
            failure.compareAndSet(null, failed);
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new CommandFailure(
                    csv + ": " + acknowledged.get() + " of " + records.rows() + " records reached topic " + topic
                            + ", then: " + failed.getMessage(),
                    failed);
        }
    }

    private void awaitTurn(long begin, long sent) {
        if (rate == Double.POSITIVE_INFINITY) {
            return;
        }
        long due = begin + (long) (sent / rate * 1e9);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
