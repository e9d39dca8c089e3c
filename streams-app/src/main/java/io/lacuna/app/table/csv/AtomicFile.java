package io.lacuna.app.table.csv;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears whole or not at all: it is written beside its place and moved there by {@link #commit}. Closed
 * before that, it leaves nothing behind and the file that was there as it was; so does a JVM that is told to stop.
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

    /** Begins the file; refuses places where it could not be put in the end. */
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

    /** Refuses a place that cannot take a file, before hours are spent on what is to go there. */
    public static Path check(Path place) throws TableException {
        Path target = place.toAbsolutePath();
        try {
            // A link stays a link: what it points at is replaced.
            target = Files.exists(target) ? target.toRealPath() : target;
        } catch (IOException failure) {
            throw unwritable(place, failure);
        }
        Path folder = target.getParent();
        if (Files.isDirectory(target) || folder == null) {
            throw new TableException(place + ": is a directory; name a file to write");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new TableException(place + ": is no regular file; name a file to write");
        }
        if (!Files.isDirectory(folder)) {
            throw new TableException(place + ": there is no directory " + folder + "; make it first");
        }
        if (!Files.isWritable(folder)) {
            throw new TableException(place + ": the directory " + folder + " is not writable");
        }
        return target;
    }

    /** What to write to; its failures are the disk's. */
    public OutputStream out() {
        return out;
    }

    /** Puts the whole file in its place, over one that was there. */
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
            // The draft goes away anyway.
        }
        try {
            Files.deleteIfExists(draft);
        } catch (IOException ignored) {
            // deleteOnExit tries once more.
        }
    }
}
