package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.generation.Models;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole gaps that are hidden to be scored, with a model whose fills can be computed by hand. */
class HiddenGapStreamTest {
    private static final long MINUTE = 60_000;
    private static final long START = 1_700_000_000_000L;
    private static final Map<String, String> SCORED = Map.of("scores.share", "1", "scores.mask.rate", "0.01");

    @TempDir
    private Path folder;

    /** What temp was in each record sent, by offset, and the record's minute; null where it was missing. */
    private final List<Sent> sent = new ArrayList<>();

    private record Sent(String key, long minute, @Nullable Double temp) {}

    private void send(StreamFixture stream, String key, long minute, @Nullable Double temp) {
        sent.add(new Sent(key, minute, temp));
        stream.input.pipeInput(new TestRecord<>(
                key.getBytes(StandardCharsets.UTF_8),
                stream.serializer.serialize("sensors", sensor(temp, 50f, 7, false, "on")),
                null,
                START + minute * MINUTE));
    }

    /** A gap of that many minutes of key "real", from the last value to the first one after it. */
    private long gap(StreamFixture stream, long from, int minutes) {
        send(stream, "real", from, 24.0);
        for (int m = 1; m < minutes; m++) {
            send(stream, "real", from + m, null);
        }
        send(stream, "real", from + minutes, 24.0);
        return from + minutes;
    }

    private static List<GenericRecord> inGaps(StreamFixture stream) {
        return stream.rest(stream.scores).stream()
                .filter(score -> score.hasField("inGap") && (Boolean) score.get("inGap"))
                .toList();
    }

    /** The fill of temp, by a model that says {@code mean} of every temp: see {@code ContextStreamTest}. */
    private static double fill(double mean, double value, double steps) {
        double rho = Math.pow(0.6, steps);
        double phi = Math.pow(0.9, steps);
        double z = value - mean;
        double carried = 1 / (1 - rho * rho);
        double past = 1 / (1 - phi * phi);
        return mean + (rho * z * carried + phi * z * past) / (carried + past - 1);
    }

    /** The value before the hidden gap of a score: that of its key as many minutes ago as the score's age is. */
    private double before(GenericRecord score) {
        Sent of = sent.get(((Long) score.get("sourceOffset")).intValue());
        long minute = of.minute() - Math.round((Double) score.get("age"));
        return sent.stream()
                .filter(other -> other.key().equals(of.key()) && other.minute() == minute)
                .map(other -> Objects.requireNonNull(other.temp()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void cellsInAHiddenGapAreFilledWithTheMemoryFromBeforeIt() {
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            stream.publish(1, Models.remembering(20));
            gap(stream, 0, 4);
            for (int minute = 0; minute < 60; minute++) {
                send(stream, "whole", minute + 4, 20 + 4 * Math.sin(minute));
            }
            List<GenericRecord> scores = inGaps(stream);
            assertThat(scores).hasSizeGreaterThan(10);
            assertThat(scores).extracting(score -> score.get("age")).contains(1.0, 2.0, 3.0);
            assertThat(scores).allSatisfy(score -> {
                Sent of = sent.get(((Long) score.get("sourceOffset")).intValue());
                double age = (Double) score.get("age");
                assertThat(score.get("field")).hasToString("temp");
                assertThat(age).isBetween(1.0, 3.0);
                assertThat((Double) score.get("truth")).isEqualTo(of.temp());
                assertThat((Double) score.get("mean")).isCloseTo(fill(20, before(score), age), within(1e-4));
            });
        }
    }

    @Test
    void theRecordsThemselvesAreWrittenAndRememberedAsTheyAre() {
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            stream.publish(1, Models.remembering(20));
            gap(stream, 0, 30);
            stream.rest(stream.imputed);
            for (int minute = 0; minute < 20; minute++) {
                send(stream, "whole", minute + 30, 20.0 + minute % 5);
            }
            send(stream, "whole", 50, null);
            assertThat(inGaps(stream)).isNotEmpty();
            List<GenericRecord> out = stream.rest(stream.imputed);
            for (int minute = 0; minute < 20; minute++) {
                assertThat(out.get(minute).get("temp")).isEqualTo(20.0 + minute % 5);
            }
            // The last value is a minute old, though it is in a hidden gap of half an hour.
            assertThat((Double) out.get(20).get("temp")).isCloseTo(fill(20, 24, 1), within(1e-4));
        }
    }

    /** Nine cells in ten are filled at the ages of long gaps. Cells hidden at random have an age of one. */
    @Test
    void agesOfScoresAreAsTheAgesOfFilledGaps() {
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            stream.publish(1, Models.remembering(20));
            long minute = 0;
            long whole = 0;
            for (int i = 0; i < 30; i++) {
                minute = gap(stream, gap(stream, minute, 2) + 1, 10) + 1;
                for (; whole < minute; whole++) {
                    for (int key = 0; key < 4; key++) {
                        send(stream, "whole-" + key, whole, 20.0 + key);
                    }
                }
            }
            List<GenericRecord> scores = inGaps(stream);
            double mean = scores.stream()
                    .mapToDouble(score -> (Double) score.get("age"))
                    .average()
                    .orElseThrow();
            double ones = scores.stream()
                    .filter(score -> score.get("age").equals(1.0))
                    .count();
            assertThat(scores).hasSizeGreaterThan(200);
            assertThat(mean).isCloseTo((1 + 45) / 10.0, within(0.7));
            assertThat(ones / scores.size()).isCloseTo(0.2, within(0.06));
        }
    }

    @Test
    void aShadowIsScoredInTheSameGapsWithItsOwnResiduals() {
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            stream.publish(1, Models.remembering(20));
            propose(stream, 2, Models.remembering(23));
            gap(stream, 0, 3);
            for (int minute = 0; minute < 80; minute++) {
                send(stream, "whole", minute + 4, 24.0);
            }
            List<GenericRecord> scores = inGaps(stream);
            List<GenericRecord> shadow = scores.stream()
                    .filter(score -> (Boolean) score.get("shadow"))
                    .toList();
            assertThat(shadow).hasSizeGreaterThan(10);
            assertThat(shadow).extracting(score -> score.get("generation")).containsOnly(2L);
            assertThat(shadow)
                    .allSatisfy(score -> assertThat((Double) score.get("mean"))
                            .isCloseTo(fill(23, 24, (Double) score.get("age")), within(1e-4)));
            var comparison = Objects.requireNonNull(stream.metrics.live().comparison());
            // Only records in gaps count, in which the shadow is nearer to 24.
            assertThat(comparison.records()).isEqualTo(shadow.size());
            assertThat(comparison.gain()).isPositive();
        }
    }

    private static void propose(StreamFixture stream, long number, ImputationModel model) {
        byte[] artifact = ModelArtifact.write(model);
        Map<String, byte[]> chunks = Models.chunks(artifact, 256);
        chunks.forEach(stream::pipeModel);
        stream.announce(
                number,
                Generation.newBuilder(Models.generation(number, artifact, chunks.size()))
                        .setOutcome(Outcome.PROPOSED)
                        .build());
    }

    @Test
    void withoutScoresOrRealGapsNothingIsHidden() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of("scores.share", "0"))) {
            stream.publish(1, Models.remembering(20));
            gap(stream, 0, 3);
            send(stream, "real", 4, 24.0);
            send(stream, "real", 5, 24.0);
            assertThat(stream.rest(stream.scores)).isEmpty();
        }
        sent.clear();
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            stream.publish(1, Models.remembering(20));
            for (int minute = 0; minute < 20; minute++) {
                send(stream, "whole", minute, 24.0);
            }
            assertThat(inGaps(stream)).isEmpty();
        }
    }
}
