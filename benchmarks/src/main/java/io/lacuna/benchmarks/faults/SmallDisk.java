package io.lacuna.benchmarks.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file system in memory that can be filled completely. Only root on Linux can create one. */
final class SmallDisk implements AutoCloseable {
    private static final String SIZE = "4g";

    private final Path root;
    private final Path filler;

    private SmallDisk(Path root) {
        this.root = root;
        filler = root.resolve("filler");
    }

    /** Mounts it at this directory; null if that is not allowed. */
    static @Nullable SmallDisk mounted(Path root) throws IOException, InterruptedException {
        Files.createDirectories(root);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "lacuna-faults", root.toString());
        return mounted ? new SmallDisk(root) : null;
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Uses all remaining space. */
    void fill() {
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // Intended: the disk is full.
        }
    }

    void makeRoom() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException stuck) {
            throw new UncheckedIOException(stuck);
        }
    }

    @Override
    public void close() throws InterruptedException {
        run("umount", "-l", root.toString());
    }
}
