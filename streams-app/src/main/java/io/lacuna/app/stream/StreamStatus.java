package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.CountedOutcomes;
import io.lacuna.app.progress.PartitionProgress;
import io.lacuna.app.progress.Stop;
import io.lacuna.app.stream.meters.LiveScores;
import io.lacuna.internal.generation.GenerationState;
import io.lacuna.internal.generation.ServingGeneration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Status of an instance, as in {@code /api/status}.
 *
 * @param applicationId the application the instance belongs to
 * @param state Kafka Streams' state
 * @param notReady reasons why it fills no records; empty where it does
 * @param causes the same reasons as one word each, in the same order
 * @param partitions progress of each input partition
 * @param generation number of the newest serving generation; null where there is none
 * @param imputed records filled and committed since the start
 * @param deadLetters dead letters committed since the start
 * @param counted the outcomes counted of each partition since this instance last began with it
 * @param generations all known generations, oldest first
 * @param live scores of the generations on recent masked cells
 * @param shadow comparison of the proposed generation with the serving one; null where there is none
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
        List<CountedOutcomes> counted,
        List<KnownGeneration> generations,
        List<LiveScores.Figures> live,
        LiveScores.@Nullable Comparison shadow) {

    /** One generation and its state; the reason is null unless it was rejected. */
    public record KnownGeneration(
            long number, String state, @Nullable String reason) {}

    static StreamStatus of(LacunaConfig config, StreamApp app, List<CountedOutcomes> counted) {
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
                counted,
                app.catalog().states().stream().map(StreamStatus::known).toList(),
                app.metrics().live().figures(),
                app.metrics().live().comparison());
    }

    private static KnownGeneration known(GenerationState state) {
        String reason = state instanceof GenerationState.Rejected rejected ? rejected.reason() : null;
        return new KnownGeneration(state.number(), state.label(), reason);
    }
}
