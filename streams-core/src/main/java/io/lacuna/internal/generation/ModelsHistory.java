package io.lacuna.internal.generation;

import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import io.lacuna.streams.errors.SetupException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The generations of a models topic at one moment.
 *
 * @param topic its name
 * @param generations by number, oldest first; refusals among them
 * @param highestNumber the highest number in the topic, readable or not; 0 where there is none
 */
public record ModelsHistory(String topic, List<Generation> generations, long highestNumber) {
    /** Provenance of a promotion: the number of the proposal. */
    static final String PROMOTED_FROM = "promoted.from";

    public ModelsHistory {
        generations = List.copyOf(generations);
    }

    /** The number that the next generation takes, from 1. */
    public long nextNumber() {
        return highestNumber + 1;
    }

    /** Number of chunks in which that artifact was published; 0 where it was not. */
    public int chunksOf(String artifact) {
        return generations.stream()
                .filter(generation ->
                        generation.getChunks() > 0 && generation.getArtifact().equals(artifact))
                .mapToInt(Generation::getChunks)
                .findFirst()
                .orElse(0);
    }

    /** The newest generation that may serve. */
    public Optional<Generation> newestPublished() {
        return generations.stream()
                .filter(generation -> generation.getOutcome() == Outcome.PUBLISHED)
                .reduce((older, newer) -> newer);
    }

    /** The generation by which a proposal was promoted; empty where it was not. */
    public OptionalLong promotionOf(long number) {
        String from = Long.toString(number);
        return generations.stream()
                .filter(generation -> generation.getReason() == Reason.PROMOTION
                        && from.equals(generation.getProvenance().get(PROMOTED_FROM)))
                .mapToLong(Generation::getNumber)
                .findFirst();
    }

    /** The proposal that waits to be promoted or rejected: the newest, where nothing newer serves. */
    public Optional<Generation> newestProposed() {
        long serving = newestPublished().map(Generation::getNumber).orElse(0L);
        return generations.stream()
                .filter(generation -> generation.getOutcome() == Outcome.PROPOSED && generation.getNumber() > serving)
                .reduce((older, newer) -> newer);
    }

    /**
     * The generation of that number.
     *
     * @throws SetupException where there is none
     */
    public Generation generation(long number) {
        return generations.stream()
                .filter(generation -> generation.getNumber() == number)
                .findFirst()
                .orElseThrow(() -> new SetupException(
                        "there is no generation " + number + " in " + topic + "; `lacuna models list` shows them"));
    }

    /**
     * The generation of that number, which may serve.
     *
     * @throws SetupException where there is none, or it was refused
     */
    public Generation published(long number) {
        Generation generation = generation(number);
        if (generation.getOutcome() != Outcome.PUBLISHED) {
            throw new SetupException("generation " + number + " was "
                    + generation.getOutcome().name().toLowerCase(java.util.Locale.ROOT) + " and never served: "
                    + generation.getMessage());
        }
        return generation;
    }

    /**
     * The generation of that number, which waits in the shadow to be promoted or rejected.
     *
     * @throws SetupException where there is none, or it waits for nothing
     */
    public Generation proposed(long number) {
        Generation generation = generation(number);
        if (generation.getOutcome() != Outcome.PROPOSED) {
            throw new SetupException("generation " + number + " is "
                    + generation.getOutcome().name().toLowerCase(java.util.Locale.ROOT)
                    + ", not proposed; a published one is taken back with `lacuna models rollback`");
        }
        OptionalLong promoted = promotionOf(number);
        if (promoted.isPresent()) {
            throw new SetupException("generation " + number + " was promoted already: generation "
                    + promoted.getAsLong() + " has its model, and is taken back with `lacuna models rollback`");
        }
        return generation;
    }
}
