package io.lacuna.benchmarks.faults;

import io.lacuna.internal.generation.GenerationPublisher;
import io.lacuna.internal.generation.ModelsHistory;
import io.lacuna.internal.generation.ModelsTopic;
import io.lacuna.internal.generation.ModelsTopicReader;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import io.lacuna.streams.errors.SetupException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The trainer killed, and the models topic given what does not belong there. */
final class ModelFaults {
    /** Of older generations the models may be gone. */
    private static final int KEPT = 10;

    private static final int STRAY_CHUNKS = 16;
    private static final int STRAY_BYTES = 512 * 1024;

    private ModelFaults() {}

    static void killPublication(FaultRig rig, SplittableRandom random) throws InterruptedException {
        long before = rig.leaders.end(rig.config.modelsTopic());
        long deadline = System.nanoTime() + 15_000_000_000L;
        while (rig.leaders.end(rig.config.modelsTopic()) <= before && System.nanoTime() < deadline) {
            Thread.sleep(1);
        }
        rig.trainer.kill();
    }

    static void killTrainer(FaultRig rig, SplittableRandom random) throws InterruptedException {
        Thread.sleep(random.nextInt(3_000)); // At any point of reading, fitting and publishing.
        rig.trainer.kill();
    }

    static void foreignModel(FaultRig rig, SplittableRandom random) {
        byte[] noise = new byte[10_000];
        random.nextBytes(noise);
        publishing(() -> new GenerationPublisher(rig.config.modelsTopicSettings())
                .publish(noise, new GenerationPublisher.Draft(Reason.IMPORT, 0, "noise", Map.of(), Map.of())));
    }

    static void strayChunks(FaultRig rig, SplittableRandom random) {
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        try (KafkaProducer<byte[], byte[]> producer = producer(rig)) {
            for (int n = 0; n < STRAY_CHUNKS; n++) {
                byte[] chunk = new byte[STRAY_BYTES];
                random.nextBytes(chunk);
                producer.send(new ProducerRecord<>(
                        rig.config.modelsTopic(),
                        ModelsTopic.chunkKey(HexFormat.of().formatHex(hash), n),
                        chunk));
            }
        }
    }

    static void strayTombstone(FaultRig rig, SplittableRandom random) {
        byte[] key = "generation/999999999999999999".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = producer(rig)) {
            producer.send(new ProducerRecord<>(rig.config.modelsTopic(), key, null));
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(FaultRig rig) {
        return new KafkaProducer<>(rig.config.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static void rollback(FaultRig rig, SplittableRandom random) {
        List<Generation> fitted;
        try (ModelsTopicReader reader = ModelsTopicReader.open(rig.config.modelsTopicSettings())) {
            ModelsHistory history = reader.read();
            long newest = history.newestPublished().map(Generation::getNumber).orElse(0L);
            fitted = history.generations().stream()
                    .filter(generation -> generation.getOutcome() == Outcome.PUBLISHED
                            && generation.getReason() != Reason.IMPORT
                            && generation.getNumber() > newest - KEPT
                            && generation.getNumber() != newest)
                    .toList();
        }
        if (!fitted.isEmpty()) {
            long back = fitted.get(random.nextInt(fitted.size())).getNumber();
            publishing(() -> new GenerationPublisher(rig.config.modelsTopicSettings()).rollback(back, "fault suite"));
        }
    }

    /**
     * The trainer may publish at the same time, and brokers may be down: a publication that fails says so and is not
     * repeated.
     */
    private static void publishing(Runnable publication) {
        try {
            publication.run();
        } catch (SetupException lost) {
            System.out.println("  not published: " + lost.getMessage());
        }
    }
}
