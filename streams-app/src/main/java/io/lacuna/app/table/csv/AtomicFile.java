package io.lacuna.app.table.csv;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears completely or not at all: it is written next to its target and moved there by {@link #commit}.
 * Closed before that, it leaves nothing behind and does not change an existing file; the same holds when the JVM is
 * told to stop.
 */
public final class AtomicFile implements AutoCloseable {
    private final Path target;
    private final Path draft;
    private final OutputStream out;
    private boolean committed;

    private AtomicFile(Path target, Path draft, OutputStream out) {
        this.target = target;
        this.draft = draft;
        this.out = out;
    }

    /** Starts the file; refuses a target that could not be written in the end. */
    public static AtomicFile create(Path place) throws TableException {
        Path target = check(place);
        Path draft = target.resolveSibling("." + target.getFileName() + "."
                + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + ".part");
        try {
            OutputStream out = Files.newOutputStream(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            draft.toFile().deleteOnExit();
            return new AtomicFile(target, draft, new BufferedOutputStream(out, 1 << 16));
        } catch (IOException failure) {
            throw unwritable(place, failure);
        }
    }

    /** Refuses a target that cannot be written, before hours are spent on its contents. */
    public static Path check(Path place) throws TableException {
        Path target = place.toAbsolutePath();
        try {
            // A link stays a link: its target is replaced.
            target = Files.exists(target) ? target.toRealPath() : target;
        } catch (IOException failure) {
            throw unwritable(place, failure);
        }
        Path folder = target.getParent();
        if (Files.isDirectory(target) || folder == null) {
            throw new TableException(place + ": is a directory; name a file to write");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new TableException(place + ": is not a regular file; name a file to write");
        }
        if (!Files.isDirectory(folder)) {
            throw new TableException(place + ": no such directory: " + folder + "; create it first");
        }
        if (!Files.isWritable(folder)) {
            throw new TableException(place + ": the directory " + folder + " is not writable");
        }
        return target;
    }

    /** The stream to write to; its failures are those of the disk. */
    public OutputStream out() {
        return out;
    }

    /** Moves the file to its target, replacing an existing file. */
    public void commit() throws TableException {
        try {
            out.close();
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            committed = true;
        } catch (IOException failure) {
            throw unwritable(target, failure);
        }
    }

    /** The failure as one line for the user. */
    public static TableException unwritable(Path place, IOException failure) {
        return new TableException(
                place + ": cannot be written: " + failure.getClass().getSimpleName() + " " + failure.getMessage());
    }

    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            out.close();
        } catch (IOException ignored) {
            // The draft is deleted anyway.
        }
        try {
            Files.deleteIfExists(draft);
        } catch (IOException ignored) {
            // deleteOnExit tries again.
        }
    }
}
