package io.lacuna.app.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;

/** Prints {@code docs/configuration.md} from the definition of the keys, so that page and keys always agree. */
public final class ConfigurationPage {
    private static final String HEAD = """
            # Configuration

            <!-- Printed by io.lacuna.app.config.ConfigurationPage from the definition of the keys; a test compares them. -->

            Keys are given in a properties file (`--config FILE`), in the environment (`LACUNA_INPUT_TOPIC` is
            `input.topic`) or on the command line (`-D input.topic=sensors`); a later source overrides an earlier one. An
            unknown key is an error that names the nearest known key.

            Kafka's keys pass through: keys of its clients and of Kafka Streams by name (`security.protocol`,
            `sasl.jaas.config`, `commit.interval.ms`), or for one kind of client with the prefix `consumer.`,
            `main.consumer.`, `global.consumer.`, `restore.consumer.`, `producer.` or `admin.`. Keys with the prefix
            `topic.` are settings of the topics that Lacuna creates (`topic.retention.ms`). Keys with the prefix
            `schema.registry.` go to the registry's client without the prefix
            (`schema.registry.basic.auth.user.info`). Three of them are Lacuna's own: a request to the registry is
            repeated up to `schema.registry.max.retries=3` times, first after `schema.registry.retries.wait.ms=200`,
            then after twice the last wait, and takes at most `schema.registry.request.timeout.ms=10000` in all.

            A stream sets some of Kafka's keys if they are not given: `batch.size=65536`, `max.request.size=4194304`,
            `session.timeout.ms=10000`, `heartbeat.interval.ms=2500`, `probing.rebalance.interval.ms=60000` (a started instance
            gets its partitions within a minute after it restored the past of their keys). A filled record is several times
            larger than its input, so that Kafka's default batch of 16 KiB holds few of them. A thread with hundreds of partitions may need
            more `buffer.memory` than the producer's 32 MiB, or a smaller `batch.size`.

            The smallest configuration of a stream:

            ```properties
            bootstrap.servers=localhost:9092
            schema.registry.url=http://localhost:8081
            input.topic=sensors
            ```
            """;

    private ConfigurationPage() {}

    public static void main(String[] arguments) {
        System.out.print(markdown());
    }

    /** Returns the whole page. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        List<ConfigDef.ConfigKey> keys = LacunaConfig.definition().configKeys().values().stream()
                .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                .toList();
        String group = "";
        for (ConfigDef.ConfigKey key : keys) {
            if (!key.group.equals(group)) {
                group = key.group;
                page.append("\n## ").append(group).append("\n\n");
                page.append("| key | type | default | values | meaning |\n|---|---|---|---|---|\n");
            }
            page.append(row(key));
        }
        return page.toString();
    }

    private static String row(ConfigDef.ConfigKey key) {
        return "| `" + key.name + "` | " + key.type.name().toLowerCase(Locale.ROOT) + " | " + standard(key) + " | "
                + values(key) + " | " + key.documentation + " |\n";
    }

    private static String standard(ConfigDef.ConfigKey key) {
        String text = Objects.requireNonNull(ConfigDef.convertToString(key.defaultValue, key.type));
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static String values(ConfigDef.ConfigKey key) {
        if (key.validator == null
                || key.validator instanceof ConfigDef.NonNullValidator
                || key.validator instanceof ConfigDef.ValidList) {
            return "";
        }
        return key.validator.toString();
    }
}
