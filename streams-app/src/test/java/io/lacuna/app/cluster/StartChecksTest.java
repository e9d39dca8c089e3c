package io.lacuna.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.streams.errors.SetupException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

class StartChecksTest {
    private static final Set<AclOperation> ALL = Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);

    private static final TimestampLimits HOUR_AHEAD = new TimestampLimits(Long.MAX_VALUE, 3_600_000);

    private static LacunaConfig config(String... more) {
        Map<String, String> keys = new HashMap<>(Map.of(
                "bootstrap.servers", "localhost:1", "schema.registry.url", "http://localhost:1", "input.topic", "in"));
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        return LacunaConfig.of(keys);
    }

    private static TopicFacts topic(String role, int partitions, int replicas, int insync, int bytes) {
        return new TopicFacts(
                role,
                role + "-t",
                partitions,
                replicas,
                OptionalInt.of(insync),
                OptionalInt.of(bytes),
                HOUR_AHEAD,
                ALL);
    }

    private static final TopicFacts INPUT = topic("input", 4, 3, 2, 1_048_588);
    private static final TopicFacts MODELS = topic("models", 1, 3, 2, 1_048_588);
    private static final TopicFacts IMPUTED = topic("imputed", 4, 3, 2, 4_194_304);

    private static ClusterFacts facts(TopicFacts input, TopicFacts models, TopicFacts imputed, long skewMs) {
        return new ClusterFacts(
                List.of(input),
                models,
                List.of(imputed),
                null,
                OptionalLong.of(skewMs),
                OptionalInt.of(900_000),
                true,
                true);
    }

    private static List<String> judge(LacunaConfig config, TopicFacts imputed) {
        return StartChecks.judge(config, facts(INPUT, MODELS, imputed, 0));
    }

    @Test
    void sayNothingWhereAllIsAsItShouldBe() {
        assertThat(judge(config(), IMPUTED)).isEmpty();
        assertThat(StartChecks.judge(config(), facts(INPUT, MODELS, IMPUTED, -29_000)))
                .isEmpty();
    }

    @Test
    void warnOfExactlyOnceWithFewReplicasButNotOfAtLeastOnce() {
        TopicFacts thin = topic("imputed", 4, 1, 1, 4_194_304);
        assertThat(judge(config(), thin))
                .singleElement()
                .satisfies(
                        line -> assertThat(line).contains("fewer than 3 replicas: imputed-t", "replication.factor=3"));
        assertThat(judge(config("processing.guarantee", "at_least_once"), thin)).isEmpty();
    }

    @Test
    void warnOfTimestampsThatTheInputTakesAndAnOutputDoesNot() {
        TopicFacts anyTime = new TopicFacts(
                "input", "input-t", 4, 3, OptionalInt.of(2), OptionalInt.of(1_048_588), TimestampLimits.NONE, ALL);
        assertThat(StartChecks.judge(config(), facts(anyTime, MODELS, IMPUTED, 0)))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("imputed-t", "3600000 ms ahead", "record.timestamp.action = dead-letter"));
    }

    @Test
    void theBrokersTimeIsToldByTheProcessClockAndHowFarItIsOff() {
        Clock fast = Clock.fixed(Instant.ofEpochMilli(3_600_000), ZoneOffset.UTC);
        StartCheck check = StartCheck.of(facts(INPUT, MODELS, IMPUTED, 3_000_000), List.of());
        assertThat(check.brokerTime(fast).millis()).isEqualTo(600_000);
        assertThat(check.outputTimes()).isEqualTo(HOUR_AHEAD);
        assertThat(StartCheck.of(facts(INPUT, MODELS, IMPUTED, 300), List.of()).clockSkewMs())
                .isZero();
    }

    @Test
    void warnOfRecordsThatOneBrokerAloneMayHold() {
        assertThat(judge(config(), topic("imputed", 4, 3, 1, 4_194_304)))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("min.insync.replicas is below 2: imputed-t"));
    }

    @Test
    void refuseAnOutputWithFewerPartitionsThanTheInputAndWarnOfOneWithMore() {
        assertThatThrownBy(() -> judge(config(), topic("imputed", 3, 3, 2, 4_194_304)))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("imputed topic imputed-t has 3 partitions and the input topic 4");
        assertThat(judge(config(), topic("imputed", 5, 3, 2, 4_194_304)))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("imputed-t has 5 partitions"));
    }

    @Test
    void nameEveryRightThatIsMissingAtOnce() {
        TopicFacts unwritable = new TopicFacts(
                "imputed",
                "out",
                4,
                3,
                OptionalInt.empty(),
                OptionalInt.empty(),
                TimestampLimits.NONE,
                Set.of(AclOperation.DESCRIBE));
        TopicFacts unreadable = new TopicFacts(
                "input",
                "in",
                4,
                3,
                OptionalInt.empty(),
                OptionalInt.empty(),
                TimestampLimits.NONE,
                Set.of(AclOperation.DESCRIBE));
        ClusterFacts facts = new ClusterFacts(
                List.of(unreadable),
                MODELS,
                List.of(unwritable),
                null,
                OptionalLong.empty(),
                OptionalInt.empty(),
                false,
                false);
        assertThatThrownBy(() -> StartChecks.judge(config(), facts))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("may not read the input topic in")
                .hasMessageContaining("may not write the imputed topic out; grant it WRITE")
                .hasMessageContaining("group lacuna")
                .hasMessageContaining("transactional ids that begin with lacuna");
    }

    @Test
    void refuseATransactionTimeoutThatTheBrokersDoNotGrant() {
        assertThatThrownBy(() -> judge(config("transaction.timeout.ms", "900001"), IMPUTED))
                .hasMessageContaining("transaction.timeout.ms = 900001 is above the brokers'");
        assertThat(judge(config("producer.transaction.timeout.ms", "900000"), IMPUTED))
                .isEmpty();
    }

    @Test
    void warnWhereALargeRecordFitsTheInputButNotWhatComesAfter() {
        assertThat(judge(config(), topic("imputed", 4, 3, 2, 1_048_588)))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("Set max.message.bytes of imputed-t to 4194304"));
        assertThat(StartChecks.judge(
                        config(),
                        facts(topic("input", 4, 3, 2, 8_000_000), MODELS, topic("imputed", 4, 3, 2, 9_000_000), 0)))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("Set producer.max.request.size to 8065536"));
        assertThat(StartChecks.judge(config(), facts(INPUT, topic("models", 1, 3, 2, 100_000), IMPUTED, 0)))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("Set generation.chunk.bytes to 95904"));
    }

    @Test
    void warnOfAClockThatIsOffEitherWay() {
        assertThat(StartChecks.judge(config(), facts(INPUT, MODELS, IMPUTED, 3_600_000)))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("3600 s ahead of the brokers'", "NTP"));
        assertThat(StartChecks.judge(config(), facts(INPUT, MODELS, IMPUTED, -40_000)))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("40 s behind"));
    }

    @Test
    void refuseAChangelogOfAnotherNumberOfPartitionsAndOneThatMayNotBeRead() {
        TopicFacts changelog = new TopicFacts(
                "changelog",
                "log",
                3,
                3,
                OptionalInt.empty(),
                OptionalInt.empty(),
                TimestampLimits.NONE,
                Set.of(AclOperation.WRITE));
        ClusterFacts facts = new ClusterFacts(
                List.of(INPUT),
                MODELS,
                List.of(IMPUTED),
                changelog,
                OptionalLong.empty(),
                OptionalInt.empty(),
                true,
                true);
        assertThatThrownBy(() -> StartChecks.judge(config(), facts))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("may not read the changelog topic log; grant it READ")
                .hasMessageContaining("has 3 partitions and the input topic 4")
                .hasMessageContaining("keys start with empty memories");
    }
}
