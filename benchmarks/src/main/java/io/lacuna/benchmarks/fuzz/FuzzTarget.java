package io.lacuna.benchmarks.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Something that reads bytes from outside.
 *
 * @param name for the report
 * @param seeds well-formed input
 * @param words that mean something there, put in at any place
 * @param reading reads the bytes
 * @param every how many rounds go by before its next turn
 */
record FuzzTarget(String name, List<byte[]> seeds, List<byte[]> words, Watched.Reading reading, int every) {

    String read(byte[] bytes) throws Watched.RefusedException {
        return reading.read(bytes);
    }

    /** Whether threads of a server read them too. */
    boolean isServed() {
        return every > 1;
    }

    static List<byte[]> texts(String... texts) {
        return List.of(texts).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
