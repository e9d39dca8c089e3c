package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.progress.Stop;
import io.lacuna.app.stream.meters.LiveScores;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.ServingGeneration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance is doing, as {@code /api/status} tells it.
 *
 * @param applicationId the application the instance belongs to
 * @param state Kafka Streams' state
 * @param notReady why it fills no records; empty where it does
 * @param causes the same in one word each, in the same order
 * @param partitions how far each input partition is
 * @param generation number of the newest serving generation; null while there is none
 * @param imputed records filled and committed since the start
 * @param deadLetters dead letters committed since the start
 * @param generations every generation known, oldest first
 * @param live how the generations do on cells hidden on purpose of late
 * @param shadow how the proposed generation does against the one that serves; null while there is none
 */
public record StreamStatus(
        String applicationId,
        String state,
        List<String> notReady,
        List<String> causes,
        List<PartitionProgress> partitions,
        @Nullable Long generation,
        long imputed,
        long deadLetters,
        List<KnownGeneration> generations,
        List<LiveScores.Figures> live,
        LiveScores.@Nullable Comparison shadow) {

    /** One generation and where it stands; the reason is null where it was not rejected. */
    public record KnownGeneration(
            long number, String state, @Nullable String reason) {}

    static StreamStatus of(LacunaConfig config, StreamApp app) {
        List<Stop> stops = app.stops();
        ServingGeneration newest = app.catalog().newest();
        return new StreamStatus(
                config.applicationId(),
                app.streams().state().name(),
                stops.stream().map(Stop::words).toList(),
                stops.stream().map(stop -> stop.cause().word()).toList(),
                app.partitions(),
                newest == null ? null : newest.number(),
                app.metrics().imputedCount(),
                app.metrics().deadLetterCount(),
                app.catalog().states().stream().map(StreamStatus::known).toList(),
                app.metrics().live().figures(),
                app.metrics().live().comparison());
    }

    private static KnownGeneration known(GenerationState state) {
        String reason = state instanceof GenerationState.Rejected rejected ? rejected.reason() : null;
        return new KnownGeneration(state.number(), state.label(), reason);
    }
}
