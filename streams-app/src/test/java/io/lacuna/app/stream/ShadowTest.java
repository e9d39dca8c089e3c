package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.stream.meters.LiveScores;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proposed generation is scored on the same cells as the serving one, and fills no record. */
class ShadowTest {
    private static final Map<String, String> SCORED = Map.of("scores.share", "1", "scores.mask.rate", "0.5");

    @TempDir
    private Path folder;

    private static Generation propose(StreamFixture stream, long number, ImputationModel model) {
        byte[] artifact = ModelArtifact.write(model);
        Map<String, byte[]> chunks = Models.chunks(artifact, 256);
        chunks.forEach(stream::pipeModel);
        Generation proposal = Generation.newBuilder(Models.generation(number, artifact, chunks.size()))
                .setOutcome(Outcome.PROPOSED)
                .build();
        stream.announce(number, proposal);
        return proposal;
    }

    private static List<String> states(StreamFixture stream) {
        return stream.catalog.states().stream().map(GenerationState::label).toList();
    }

    /** Sends readings without gaps, except for the cells hidden for scores. */
    private static void send(StreamFixture stream, int count) {
        for (int i = 0; i < count; i++) {
            stream.send(sensor(30.0 + i % 3 - 1, 50f, 7, true, "on"), i);
        }
    }

    @Test
    void bothAreScoredOnTheSameCellsAndOnlyTheActiveOneFills() {
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            stream.publish(1, Models.sensors(20));
            propose(stream, 2, Models.sensors(30));
            assertThat(states(stream)).containsExactly("active", "shadow");
            send(stream, 40);
            assertThat(stream.rest(stream.imputed))
                    .hasSize(40)
                    .allMatch(out -> ((GenericRecord) out.get("imputation"))
                            .get("generation")
                            .equals(1L));
            List<GenericRecord> scores = stream.rest(stream.scores);
            List<String> active = cells(scores, 1, false);
            assertThat(active).isNotEmpty().isEqualTo(cells(scores, 2, true));
            assertThat(scores).hasSize(2 * active.size());
        }
    }

    private static List<String> cells(List<GenericRecord> scores, long generation, boolean shadow) {
        return scores.stream()
                .filter(score -> score.get("generation").equals(generation))
                .filter(score -> score.get("shadow").equals(shadow))
                .map(score -> score.get("sourceOffset") + " " + score.get("field"))
                .toList();
    }

    @Test
    void theComparisonSaysWhichOfTheTwoFitsTheRecords() {
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            stream.publish(1, Models.sensors(20));
            assertThat(stream.metrics.live().comparison()).isNull();
            propose(stream, 2, Models.sensors(30)); // The readings are about 30.
            send(stream, 60);
            LiveScores.Comparison better =
                    Objects.requireNonNull(stream.metrics.live().comparison());
            assertThat(better.active()).isEqualTo(1);
            assertThat(better.shadow()).isEqualTo(2);
            assertThat(better.gain()).isPositive();
            assertThat(better.z()).isGreaterThan(2);
            propose(stream, 3, Models.sensors(60));
            assertThat(states(stream)).containsExactly("active", "retired", "shadow");
            send(stream, 60);
            assertThat(Objects.requireNonNull(stream.metrics.live().comparison())
                            .z())
                    .isLessThan(-2);
            assertThat(stream.metrics.live().figures())
                    .extracting(LiveScores.Figures::generation)
                    .containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aPromotionServesItsModelAndARejectionEndsIt() {
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            stream.publish(1, Models.sensors(20));
            Generation proposal = propose(stream, 2, Models.sensors(30));
            stream.announce(
                    3,
                    Generation.newBuilder(proposal)
                            .setNumber(3)
                            .setOutcome(Outcome.PUBLISHED)
                            .build());
            assertThat(states(stream)).containsExactly("retired", "retired", "active");
            Generation other = propose(stream, 4, Models.sensors(40));
            stream.announce(
                    4,
                    Generation.newBuilder(other)
                            .setOutcome(Outcome.REFUSED)
                            .setMessage("not now")
                            .build());
            assertThat(states(stream)).containsExactly("retired", "retired", "active", "rejected");
            send(stream, 5);
            assertThat(stream.rest(stream.scores))
                    .allMatch(score -> score.get("generation").equals(3L));
        }
    }

    @Test
    void aProposalThatWasReadBeforeTheOneThatServesStaysInTheShadow() {
        // As after a start, where the newest generations are read first.
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            propose(stream, 2, Models.sensors(30));
            stream.publish(1, Models.sensors(20));
            assertThat(states(stream)).containsExactly("active", "shadow");
            assertThat(Objects.requireNonNull(stream.catalog.shadow()).number()).isEqualTo(2);
            propose(stream, 4, Models.sensors(40));
            propose(stream, 3, Models.sensors(50));
            assertThat(states(stream)).containsExactly("active", "retired", "retired", "shadow");
        }
    }

    @Test
    void withoutAnActiveGenerationAProposalDoesNotServe() {
        try (StreamFixture stream = new StreamFixture(folder, SCORED)) {
            propose(stream, 1, Models.sensors(30));
            assertThat(stream.catalog.newest()).isNull();
        }
    }

    @Test
    void aReplayByTimeKnowsNoShadow() {
        Map<String, String> keys = Map.of("scores.share", "1", "generation.selection", "as-of");
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            stream.publish(1, Models.sensors(20));
            propose(stream, 2, Models.sensors(30));
            assertThat(stream.catalog.shadow()).isNull();
            assertThat(Objects.requireNonNull(stream.catalog.select(9_999)).number())
                    .isEqualTo(1);
        }
    }
}
