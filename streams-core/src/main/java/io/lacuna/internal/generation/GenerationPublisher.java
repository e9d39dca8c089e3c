package io.lacuna.internal.generation;

import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import io.lacuna.streams.errors.SetupException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes generations to the models topic. Each is written in one transaction with its model's bytes, and gets the next
 * free number. All publishers of one models topic share a transactional id, so the newest one fences the others: two
 * that publish at the same time cannot use the same number. The one that loses starts again.
 *
 * <p>Has no state between calls and is safe for concurrent use. The models topic must exist.
 */
public final class GenerationPublisher {
    private static final long ANY_CHAMPION = -1;

    private static final int ATTEMPTS = 5;
    private static final long AS_OF_LEAD_MS = 2_000;
    private static final Duration READ_BACK = Duration.ofSeconds(15);

    private final ModelsTopicSettings settings;
    private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;

    public GenerationPublisher(ModelsTopicSettings settings) {
        this(settings, KafkaProducer::new);
    }

    GenerationPublisher(
            ModelsTopicSettings settings, Function<Map<String, Object>, Producer<byte[], byte[]>> producers) {
        this.settings = settings;
        this.producers = producers;
    }

    /**
     * The description of a generation.
     *
     * @param reason why it was made
     * @param effectiveFromMs with as-of selection, the record timestamp from which it serves; milliseconds since 1970
     *     UTC
     * @param message for a person: which rule was met or missed, with its figures
     * @param provenance what the model was made from; no secrets
     * @param evaluation masked-evaluation figures by name
     */
    public record Draft(
            Reason reason,
            long effectiveFromMs,
            String message,
            Map<String, String> provenance,
            Map<String, Double> evaluation) {}

    /**
     * Publishes a model as the next generation.
     *
     * @param artifact the result of {@link ModelArtifact#write}
     * @param draft the description of the generation
     * @return the generation as written to the topic
     * @throws SetupException if the topic does not exist or the brokers do not answer; nothing was published then
     */
    public Generation publish(byte[] artifact, Draft draft) {
        return withModel(artifact, draft, Outcome.PUBLISHED);
    }

    /** As {@link #publish}, but the generation stays in the shadow until it is promoted or rejected. */
    public Generation propose(byte[] artifact, Draft draft) {
        return withModel(artifact, draft, Outcome.PROPOSED);
    }

    /**
     * As {@link #publish} or {@link #propose}, but only if the generation that the new one was compared with is still
     * the newest that serves.
     *
     * @param champion its number; 0 for none
     * @throws ChampionChangedException if another one serves now
     */
    public Generation publishAgainst(long champion, boolean asProposal, byte[] artifact, Draft draft) {
        return withModel(artifact, draft, asProposal ? Outcome.PROPOSED : Outcome.PUBLISHED, champion);
    }

    private Generation withModel(byte[] artifact, Draft draft, Outcome outcome) {
        return withModel(artifact, draft, outcome, ANY_CHAMPION);
    }

    private Generation withModel(byte[] artifact, Draft draft, Outcome outcome, long champion) {
        String hash = ModelArtifact.sha256(artifact);
        return inTransaction((reader, history) -> {
            long serving = history.newestPublished().map(Generation::getNumber).orElse(0L);
            if (champion != ANY_CHAMPION && champion != serving) {
                throw new ChampionChangedException(serving);
            }
            // An artifact that is already in the topic keeps its chunks: older generations depend on them.
            int chunkCount = history.chunksOf(hash);
            boolean stays = chunkCount > 0 && reader.holds(hash, chunkCount);
            Map<byte[], byte[]> chunks = stays ? Map.of() : cut(hash, artifact);
            int count = stays ? chunkCount : chunks.size();
            Generation generation = generation(history.nextNumber(), outcome, draft, hash, artifact.length, count);
            return new Publication(generation, chunks, stale(reader, history, hash));
        });
    }

    /**
     * Selects the chunks that can be deleted once a generation of this artifact is published: those named neither by
     * the newest
     * {@code generation.keep} published generations, including this one, nor by a proposal that may still be promoted.
     */
    private List<ModelsTopic.ChunkKey> stale(ModelsTopicReader reader, ModelsHistory history, String next) {
        int keep = settings.keep();
        if (keep == 0) {
            return List.of();
        }
        Set<String> named = new HashSet<>(Set.of(next));
        List<Generation> newestFirst = new ArrayList<>(history.generations());
        Collections.reverse(newestFirst);
        int published = 1;
        for (Generation generation : newestFirst) {
            boolean serves = generation.getOutcome() == Outcome.PUBLISHED;
            // A proposal older than the serving generation is no longer scored.
            boolean open = generation.getOutcome() == Outcome.PROPOSED && published == 1;
            if (open || serves && published < keep) {
                named.add(generation.getArtifact());
            }
            published += serves ? 1 : 0;
        }
        return reader.chunksBesides(named);
    }

    private Map<byte[], byte[]> cut(String hash, byte[] artifact) {
        int size = settings.chunkBytes();
        Map<byte[], byte[]> chunks = new LinkedHashMap<>();
        for (int n = 0; n * (long) size < artifact.length; n++) {
            int from = n * size;
            byte[] chunk = Arrays.copyOfRange(artifact, from, (int) Math.min(artifact.length, from + (long) size));
            chunks.put(ModelsTopic.chunkKey(hash, n), chunk);
        }
        return chunks;
    }

    /**
     * Publishes that a challenger lost: a generation that never serves. Its artifact's hash is kept, its bytes are not.
     */
    public Generation refuse(byte[] challenger, Draft draft) {
        String hash = ModelArtifact.sha256(challenger);
        return inTransaction((reader, history) -> new Publication(
                generation(history.nextNumber(), Outcome.REFUSED, draft, hash, challenger.length, 0), Map.of()));
    }

    /**
     * Publishes a new generation that serves the artifact of an old one.
     *
     * @throws SetupException if there is no such published generation, or its bytes are gone
     */
    public Generation rollback(long number, String message) {
        return publishAgain(Reason.ROLLBACK, "rollback.to", message, history -> history.published(number));
    }

    /**
     * Publishes a new generation that serves the artifact of a proposed one.
     *
     * @throws SetupException if there is no such proposal, or its bytes are gone
     */
    public Generation promote(long number, String message) {
        return publishAgain(
                Reason.PROMOTION, ModelsHistory.PROMOTED_FROM, message, history -> history.proposed(number));
    }

    private Generation publishAgain(
            Reason reason, String word, String message, Function<ModelsHistory, Generation> choose) {
        return inTransaction((reader, history) -> {
            Generation old = choose.apply(history);
            Generation newest = history.newestPublished().orElse(null);
            if (newest != null && newest.getNumber() == old.getNumber()) {
                throw new SetupException("generation " + old.getNumber() + " is the newest, and serves already");
            }
            requireModel(reader, history, old);
            long now = effectiveFrom(settings.selection(), settings.clock().millis());
            Map<String, String> provenance = new HashMap<>(old.getProvenance());
            provenance.put(word, Long.toString(old.getNumber()));
            Draft draft = new Draft(reason, now, message, provenance, old.getEvaluation());
            return new Publication(
                    generation(
                            history.nextNumber(),
                            Outcome.PUBLISHED,
                            draft,
                            old.getArtifact(),
                            old.getArtifactBytes(),
                            old.getChunks()),
                    Map.of());
        });
    }

    private void requireModel(ModelsTopicReader reader, ModelsHistory history, Generation old) {
        if (reader.holds(old.getArtifact(), old.getChunks())) {
            reader.artifact(old); // Checks its bytes.
            return;
        }
        List<Long> kept = history.generations().stream()
                .filter(generation -> generation.getOutcome() == Outcome.PUBLISHED
                        && reader.holds(generation.getArtifact(), generation.getChunks()))
                .map(Generation::getNumber)
                .toList();
        throw new SetupException("the model of generation " + old.getNumber() + " is no longer in " + settings.topic()
                + ", which keeps those of the newest generation.keep = " + settings.keep() + " published generations"
                + (kept.isEmpty() ? "" : "; choose one of " + kept.get(0) + " to " + kept.get(kept.size() - 1))
                + ", or fit the model again");
    }

    /**
     * Ends a proposal: writes its record to the topic again as refused, with the reason.
     *
     * @throws SetupException if there is no such proposal
     */
    public Generation reject(long number, String message) {
        return inTransaction((reader, history) -> new Publication(
                Generation.newBuilder(history.proposed(number))
                        .setOutcome(Outcome.REFUSED)
                        .setMessage(message)
                        .build(),
                Map.of()));
    }

    /**
     * The time from which a generation made now should serve. With as-of selection, every instance must have read it
     * before the first record of that time, so that a replay chooses the same generation.
     */
    public static long effectiveFrom(Selection selection, long nowMs) {
        return selection == Selection.AS_OF ? nowMs + AS_OF_LEAD_MS : nowMs;
    }

    private Generation generation(long number, Outcome outcome, Draft draft, String hash, long bytes, int chunks) {
        return Generation.newBuilder()
                .setNumber(number)
                .setOutcome(outcome)
                .setReason(draft.reason())
                .setArtifact(hash)
                .setArtifactBytes(bytes)
                .setChunks(chunks)
                .setCreatedMs(settings.clock().instant().truncatedTo(ChronoUnit.MILLIS))
                .setEffectiveFromMs(Instant.ofEpochMilli(draft.effectiveFromMs()))
                .setMessage(draft.message())
                .setProvenance(draft.provenance())
                .setEvaluation(draft.evaluation())
                .build();
    }

    private Generation inTransaction(BiFunction<ModelsTopicReader, ModelsHistory, Publication> decide) {
        CommitInDoubtException inDoubt = null;
        for (int attempt = 1; ; attempt++) {
            try (Producer<byte[], byte[]> producer = producers.apply(producer())) {
                // From here on an older publisher cannot commit, so the reader sees everything that will ever be
                // there.
                producer.initTransactions();
                return publish(producer, decide, inDoubt);
            } catch (CommitInDoubtException unclear) {
                inDoubt = unclear;
                if (attempt == ATTEMPTS) {
                    throw new SetupException(
                            "the brokers answered " + ATTEMPTS + " times with an error that leaves open whether "
                                    + "a generation was published to " + settings.topic()
                                    + "; `lacuna models list` shows it",
                            unclear);
                }
            } catch (TimeoutException silent) {
                throw SetupException.noBroker(settings.bootstrapServers(), silent);
            } catch (KafkaException failed) {
                if (!metAnother(failed)) {
                    throw new SetupException(
                            "publishing to " + settings.topic() + " failed: " + SetupException.reason(failed)
                                    + "; nothing was published",
                            failed);
                }
                if (attempt == ATTEMPTS) {
                    throw new SetupException(
                            "other publishers kept writing to " + settings.topic() + " at the same time; try again",
                            failed);
                }
            }
        }
    }

    /**
     * Whether publishers met. The coordinator then fences the older one; while it does so it may also answer "invalid
     * transaction state" or "unexpected error". For the last the client has no exception of its own.
     */
    private static boolean metAnother(KafkaException failed) {
        Throwable first = failed;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return isFenced(first) || first instanceof InvalidTxnStateException || first.getClass() == KafkaException.class;
    }

    private static boolean isFenced(Throwable failed) {
        return failed instanceof ProducerFencedException || failed instanceof InvalidProducerEpochException;
    }

    /** @param inDoubt an earlier attempt that may have published its generation; null if there is none */
    private Generation publish(
            Producer<byte[], byte[]> producer,
            BiFunction<ModelsTopicReader, ModelsHistory, Publication> decide,
            @Nullable CommitInDoubtException inDoubt) {
        try (ModelsTopicReader reader = ModelsTopicReader.open(settings)) {
            ModelsHistory history = reader.read();
            if (inDoubt != null && reader.readGenerationAt(inDoubt.offset)) {
                return inDoubt.generation;
            }
            Publication publication = decide.apply(reader, history);
            write(producer, publication);
            readBack(reader, publication.generation());
            return publication.generation();
        }
    }

    private void write(Producer<byte[], byte[]> producer, Publication publication) {
        String topic = settings.topic();
        producer.beginTransaction();
        publication.chunks().forEach((key, chunk) -> producer.send(new ProducerRecord<>(topic, 0, key, chunk)));
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                topic,
                0,
                ModelsTopic.generationKey(publication.generation().getNumber()),
                ModelsTopic.encode(publication.generation())));
        for (ModelsTopic.ChunkKey chunk : publication.stale()) {
            producer.send(new ProducerRecord<>(topic, 0, ModelsTopic.chunkKey(chunk.artifact(), chunk.index()), null));
        }
        commit(producer, sent, publication.generation());
    }

    /** A publication is reported only after a reader has seen it. */
    private void readBack(ModelsTopicReader reader, Generation published) {
        long giveUp = System.nanoTime() + READ_BACK.toNanos();
        try {
            // The end of a transaction is written to the topic shortly after the publisher hears of the commit.
            while (!holds(reader.read(), published)) {
                if (System.nanoTime() > giveUp) {
                    throw new SetupException(
                            "generation " + published.getNumber() + " was written to " + settings.topic()
                                    + " and cannot be read back; `lacuna models list` shows the generations of the topic");
                }
                Thread.sleep(20);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted while reading back generation " + published.getNumber(), stopped);
        }
    }

    private static boolean holds(ModelsHistory history, Generation published) {
        return history.generations().stream()
                .anyMatch(read -> read.getNumber() == published.getNumber()
                        && read.getArtifact().equals(published.getArtifact()));
    }

    private void commit(Producer<byte[], byte[]> producer, Future<RecordMetadata> sent, Generation generation) {
        try {
            producer.commitTransaction();
        } catch (TimeoutException unknown) {
            throw new SetupException(
                    "the brokers stopped answering, so it is unknown whether generation " + generation.getNumber()
                            + " was published to " + settings.topic() + "; `lacuna models list` shows it",
                    unknown);
        } catch (KafkaException failed) {
            // A fenced transaction is aborted; what another error leaves, only the topic can show.
            throw isFenced(failed) || !metAnother(failed)
                    ? failed
                    : new CommitInDoubtException(generation, offset(sent, failed), failed);
        }
    }

    /** A commit is sent only after all records were. */
    private static long offset(Future<RecordMetadata> sent, KafkaException failed) {
        try {
            return sent.get().offset();
        } catch (ExecutionException notWritten) {
            failed.addSuppressed(notWritten);
            throw failed;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw failed;
        }
    }

    private Map<String, Object> producer() {
        Map<String, Object> producer = new HashMap<>(settings.producer());
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.topic() + "-publisher");
        producer.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
        return producer;
    }

    /** An attempt of which it is not known whether it published its generation. The next one sees it in the topic. */
    private static final class CommitInDoubtException extends RuntimeException {
        private static final long serialVersionUID = 1;

        final transient Generation generation;
        final long offset;

        CommitInDoubtException(Generation generation, long offset, KafkaException cause) {
            super("it is unknown whether generation " + generation.getNumber() + " was published", cause);
            this.generation = generation;
            this.offset = offset;
        }
    }

    /** What one transaction writes: chunks, then the generation, then tombstones of chunks that nobody needs. */
    private record Publication(Generation generation, Map<byte[], byte[]> chunks, List<ModelsTopic.ChunkKey> stale) {
        Publication(Generation generation, Map<byte[], byte[]> chunks) {
            this(generation, chunks, List.of());
        }
    }
}
