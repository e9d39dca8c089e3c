package io.lacuna.internal.generation;

import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import io.lacuna.streams.errors.SetupException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes generations to the models topic, each with its model's bytes in one transaction, numbered upward from what is
 * there. All publishers of one models topic share one transactional id: the newest fences the others, so two that
 * publish at once cannot give the same number; the one that loses starts over.
 *
 * <p>Holds nothing between calls; safe to share between threads. The models topic must exist.
 */
public final class GenerationPublisher {
    private static final long ANY_CHAMPION = -1;

    private static final int ATTEMPTS = 5;
    private static final long AS_OF_LEAD_MS = 2_000;

    private final ModelsTopicSettings settings;

    public GenerationPublisher(ModelsTopicSettings settings) {
        this.settings = settings;
    }

    /**
     * What is to be said of a generation.
     *
     * @param reason why it came to be
     * @param effectiveFromMs with as-of selection, the record timestamp from which it serves
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
     * @param artifact what {@link ModelArtifact#write} gave
     * @return the generation as it stands in the topic
     * @throws SetupException where the topic is not there or the brokers do not answer; nothing was published then
     */
    public Generation publish(byte[] artifact, Draft draft) {
        return withModel(artifact, draft, Outcome.PUBLISHED);
    }

    /** As {@link #publish}, but the generation waits in the shadow until it is promoted or rejected. */
    public Generation propose(byte[] artifact, Draft draft) {
        return withModel(artifact, draft, Outcome.PROPOSED);
    }

    /**
     * As {@link #publish} or {@link #propose}, but only where the generation that the new one was held against is still the
     * newest that serves.
     *
     * @param champion its number; 0 for none
     * @throws ChampionChangedException where another one is by now
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
            // An artifact that lies there already stays as it was cut: older generations count on its chunks.
            int there = history.chunksOf(hash);
            boolean stays = there > 0 && reader.holds(hash, there);
            Map<byte[], byte[]> chunks = stays ? Map.of() : cut(hash, artifact);
            int count = stays ? there : chunks.size();
            Generation generation = generation(history.nextNumber(), outcome, draft, hash, artifact.length, count);
            return new Publication(generation, chunks, stale(reader, history, hash));
        });
    }

    /**
     * Chunks that nobody needs once a generation of that artifact is published: those that neither the newest
     * {@code generation.keep} published generations name, this one among them, nor a proposal that may still be promoted.
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
            // A proposal older than the generation that serves is scored no more.
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
     * @throws SetupException where there is no such published generation, or its bytes are gone
     */
    public Generation rollback(long number, String message) {
        return again(Reason.ROLLBACK, "rollback.to", message, history -> history.published(number));
    }

    /**
     * Publishes a new generation that serves the artifact of a proposed one.
     *
     * @throws SetupException where there is no such proposal, or its bytes are gone
     */
    public Generation promote(long number, String message) {
        return again(Reason.PROMOTION, ModelsHistory.PROMOTED_FROM, message, history -> history.proposed(number));
    }

    private Generation again(Reason reason, String word, String message, Function<ModelsHistory, Generation> choose) {
        return inTransaction((reader, history) -> {
            Generation old = choose.apply(history);
            Generation newest = history.newestPublished().orElse(null);
            if (newest != null && newest.getNumber() == old.getNumber()) {
                throw new SetupException("generation " + old.getNumber() + " is the newest, and serves already");
            }
            reader.artifact(old);
            long now = effectiveFrom(settings.selection(), System.currentTimeMillis());
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

    /**
     * Ends a proposal: its record in the topic is written again as refused, with the reason.
     *
     * @throws SetupException where there is no such proposal
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
     * From when a generation of that moment should serve. With as-of selection every instance must have read it before
     * the first record of that time, so that a replay chooses as they did.
     */
    public static long effectiveFrom(Selection selection, long nowMs) {
        return selection == Selection.AS_OF ? nowMs + AS_OF_LEAD_MS : nowMs;
    }

    private static Generation generation(
            long number, Outcome outcome, Draft draft, String hash, long bytes, int chunks) {
        return Generation.newBuilder()
                .setNumber(number)
                .setOutcome(outcome)
                .setReason(draft.reason())
                .setArtifact(hash)
                .setArtifactBytes(bytes)
                .setChunks(chunks)
                .setCreatedMs(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setEffectiveFromMs(Instant.ofEpochMilli(draft.effectiveFromMs()))
                .setMessage(draft.message())
                .setProvenance(draft.provenance())
                .setEvaluation(draft.evaluation())
                .build();
    }

    private Generation inTransaction(BiFunction<ModelsTopicReader, ModelsHistory, Publication> decide) {
        for (int attempt = 1; ; attempt++) {
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producer())) {
                // From here on an older publisher cannot commit: what the reader sees now is all there will be.
                producer.initTransactions();
                return publish(producer, decide);
            } catch (ProducerFencedException | InvalidProducerEpochException overtaken) {
                if (attempt == ATTEMPTS) {
                    throw new SetupException("others kept publishing to " + settings.topic() + " at once", overtaken);
                }
            } catch (TimeoutException silent) {
                throw SetupException.noBroker(settings.bootstrapServers(), silent);
            } catch (KafkaException failed) {
                throw new SetupException(
                        "publishing to " + settings.topic() + " failed: " + SetupException.reason(failed)
                                + "; nothing was published",
                        failed);
            }
        }
    }

    private Generation publish(
            KafkaProducer<byte[], byte[]> producer, BiFunction<ModelsTopicReader, ModelsHistory, Publication> decide) {
        Publication publication;
        try (ModelsTopicReader reader = ModelsTopicReader.open(settings)) {
            publication = decide.apply(reader, reader.read());
        }
        String topic = settings.topic();
        producer.beginTransaction();
        publication.chunks().forEach((key, chunk) -> producer.send(new ProducerRecord<>(topic, 0, key, chunk)));
        producer.send(new ProducerRecord<>(
                topic,
                0,
                ModelsTopic.generationKey(publication.generation().getNumber()),
                ModelsTopic.encode(publication.generation())));
        for (ModelsTopic.ChunkKey chunk : publication.stale()) {
            producer.send(new ProducerRecord<>(topic, 0, ModelsTopic.chunkKey(chunk.artifact(), chunk.index()), null));
        }
        commit(producer, topic, publication.generation().getNumber());
        return publication.generation();
    }

    private static void commit(KafkaProducer<byte[], byte[]> producer, String topic, long number) {
        try {
            producer.commitTransaction();
        } catch (TimeoutException unknown) {
            throw new SetupException(
                    "whether generation " + number + " was published to " + topic
                            + " is unknown, for the brokers stopped answering; `lacuna models list` tells",
                    unknown);
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

    /** What one transaction writes: chunks, then the generation, then the ends of chunks that nobody needs. */
    private record Publication(Generation generation, Map<byte[], byte[]> chunks, List<ModelsTopic.ChunkKey> stale) {
        Publication(Generation generation, Map<byte[], byte[]> chunks) {
            this(generation, chunks, List.of());
        }
    }
}
