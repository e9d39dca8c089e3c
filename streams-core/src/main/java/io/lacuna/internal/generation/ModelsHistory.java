package io.lacuna.internal.generation;

import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import io.lacuna.streams.errors.SetupException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The generations of a models topic at one moment. Immutable.
 *
 * @param topic its name
 * @param generations by number, oldest first, including refused ones
 * @param highestNumber the highest number that has a record in the topic, readable or not; 0 if there is none
 */
public record ModelsHistory(String topic, List<Generation> generations, long highestNumber) {
    /** Provenance key of a promotion: the number of the proposal. */
    static final String PROMOTED_FROM = "promoted.from";

    public ModelsHistory {
        generations = List.copyOf(generations);
    }

    /**
     * The number of the next generation, from 1.
     *
     * @throws SetupException if it could not be read back
     */
    public long nextNumber() {
        if (highestNumber >= ModelsTopic.HIGHEST_NUMBER) {
            throw new SetupException("the models topic " + topic + " has a record with the key generation/"
                    + highestNumber
                    + ", and a higher number cannot be read back; write a tombstone for that key, wait until"
                    + " the topic is compacted, and publish again");
        }
        return highestNumber + 1;
    }

    /** The number of chunks in which this artifact was published; 0 if it was not. */
    public int chunksOf(String artifact) {
        return generations.stream()
                .filter(generation ->
                        generation.getChunks() > 0 && generation.getArtifact().equals(artifact))
                .mapToInt(Generation::getChunks)
                .findFirst()
                .orElse(0);
    }

    /** How many generations may serve. */
    int published() {
        return (int) generations.stream()
                .filter(generation -> generation.getOutcome() == Outcome.PUBLISHED)
                .count();
    }

    /** The newest generation that may serve. */
    public Optional<Generation> newestPublished() {
        return generations.stream()
                .filter(generation -> generation.getOutcome() == Outcome.PUBLISHED)
                .reduce((older, newer) -> newer);
    }

    /** The generation that promoted a proposal; empty if it was not promoted. */
    public OptionalLong promotionOf(long number) {
        String from = Long.toString(number);
        return generations.stream()
                .filter(generation -> generation.getReason() == Reason.PROMOTION
                        && from.equals(generation.getProvenance().get(PROMOTED_FROM)))
                .mapToLong(Generation::getNumber)
                .findFirst();
    }

    /** The proposal that can be promoted or rejected: the newest, if no newer generation serves. */
    public Optional<Generation> newestProposed() {
        long serving = newestPublished().map(Generation::getNumber).orElse(0L);
        return generations.stream()
                .filter(generation -> generation.getOutcome() == Outcome.PROPOSED && generation.getNumber() > serving)
                .reduce((older, newer) -> newer);
    }

    /**
     * The generation with this number.
     *
     * @throws SetupException if there is none
     */
    public Generation generation(long number) {
        return generations.stream()
                .filter(generation -> generation.getNumber() == number)
                .findFirst()
                .orElseThrow(() -> new SetupException(
                        "there is no generation " + number + " in " + topic + "; `lacuna models list` shows them"));
    }

    /**
     * The generation with this number, which may serve.
     *
     * @throws SetupException if there is none, or it was refused
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
     * The generation with this number, which is in the shadow and can be promoted or rejected.
     *
     * @throws SetupException if there is none, or it is not a proposal
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
