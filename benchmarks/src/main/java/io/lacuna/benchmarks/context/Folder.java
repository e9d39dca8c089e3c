package io.lacuna.benchmarks.context;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder that is deleted with its files. */
record Folder(Path path) implements AutoCloseable {
    Folder(String name) throws IOException {
        this(Files.createTempDirectory(name));
    }

    /** Bytes of the files in it whose paths hold a word. */
    long bytes(String word) throws IOException {
        long sum = 0;
        for (Path file : files()) {
            if (Files.isRegularFile(file) && file.toString().contains(word)) {
                sum += file.toFile().length();
            }
        }
        return sum;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }

    @Override
    public void close() throws IOException {
        for (Path file : files()) {
            Files.deleteIfExists(file);
        }
    }
}
