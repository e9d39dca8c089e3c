package io.lacuna.internal.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Reason;
import io.lacuna.streams.errors.SetupException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher whose commit is answered with an error. The broker is real; the error is thrown once it has answered. */
class CommitInDoubtIT {
    private static final byte[] MODEL = ModelArtifact.write(Models.sensors(20));
    private static final GenerationPublisher.Draft DRAFT =
            new GenerationPublisher.Draft(Reason.REFIT, 0, "by itself", Map.of(), Map.of());

    /** As the client throws it for an error that the answer to the end of a transaction should not have. */
    private static final String UNEXPECTED = "Unhandled error in EndTxnResponse: unexpected";

    @TempDir
    private static Path folder;

    private static BrokerCluster broker;

    @BeforeAll
    static void start() {
        broker = BrokerCluster.start(folder, 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aCommitThatTookEffectIsNotRepeated() throws Exception {
        ModelsTopicSettings topic = topic();
        Generation published = failing(topic, 1, Commit::commit).publish(MODEL, DRAFT);
        assertThat(published.getNumber()).isEqualTo(1);
        assertThat(history(topic)).containsExactly(published);
    }

    @Test
    void aCommitThatDidNotTakeEffectIsRepeated() throws Exception {
        ModelsTopicSettings topic = topic();
        Generation published = failing(topic, 1, Commit::abort).publish(MODEL, DRAFT);
        assertThat(published.getNumber()).isEqualTo(1);
        assertThat(history(topic)).containsExactly(published);
    }

    /** The other publisher takes the number in between, with the same model. */
    @Test
    void theGenerationOfAnotherIsNotTakenForOnesOwn() throws Exception {
        ModelsTopicSettings topic = topic();
        GenerationPublisher publisher = failing(topic, 1, commit -> {
            commit.abort();
            new GenerationPublisher(topic).publish(MODEL, DRAFT);
        });
        assertThat(publisher.publish(MODEL, DRAFT).getNumber()).isEqualTo(2);
        assertThat(history(topic)).extracting(Generation::getNumber).containsExactly(1L, 2L);
    }

    @Test
    void doubtThatStaysIsSaid() throws Exception {
        ModelsTopicSettings topic = topic();
        GenerationPublisher publisher = failing(topic, Integer.MAX_VALUE, Commit::abort);
        assertThatThrownBy(() -> publisher.publish(MODEL, DRAFT))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("leaves open whether a generation was published to " + topic.topic())
                .hasMessageContaining("lacuna models list");
        assertThat(history(topic)).isEmpty();
    }

    private static List<Generation> history(ModelsTopicSettings topic) {
        try (ModelsTopicReader reader = ModelsTopicReader.open(topic)) {
            return reader.read().generations();
        }
    }

    private static ModelsTopicSettings topic() throws Exception {
        String name = "models-" + UUID.randomUUID();
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        return new ModelsTopicSettings(
                name, broker.bootstrapServers(), client, client, 1 << 16, 5, Selection.LATEST, Clock.systemUTC());
    }

    /** @param instead what the first commits do before they fail */
    private static GenerationPublisher failing(ModelsTopicSettings topic, int commits, Consumer<Commit> instead) {
        AtomicInteger left = new AtomicInteger(commits);
        return new GenerationPublisher(topic, settings -> new FailingProducer(settings, left, instead));
    }

    private interface Commit {
        void commit();

        void abort();
    }

    private static final class FailingProducer extends KafkaProducer<byte[], byte[]> {
        private final AtomicInteger left;
        private final Consumer<Commit> instead;

        FailingProducer(Map<String, Object> settings, AtomicInteger left, Consumer<Commit> instead) {
            super(settings);
            this.left = left;
            this.instead = instead;
        }

        @Override
        public void commitTransaction() {
            if (left.getAndDecrement() <= 0) {
                super.commitTransaction();
                return;
            }
            instead.accept(new Commit() {
                @Override
                public void commit() {
                    FailingProducer.super.commitTransaction();
                }

                @Override
                public void abort() {
                    flush();
                    abortTransaction();
                }
            });
            throw new KafkaException(UNEXPECTED);
        }
    }
}
