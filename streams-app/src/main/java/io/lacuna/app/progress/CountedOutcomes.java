package io.lacuna.app.progress;

/**
 * Committed outcomes of one input partition, as an instance counted them since it last began with the partition.
 *
 * @param topic the input topic
 * @param partition its number
 * @param from offset of the first record counted
 * @param to offset after the last record that may be counted
 * @param imputed filled records
 * @param passedOn tombstones and records of other types
 * @param deadLetters dead letters
 */
public record CountedOutcomes(
        String topic, int partition, long from, long to, long imputed, long passedOn, long deadLetters) {}
