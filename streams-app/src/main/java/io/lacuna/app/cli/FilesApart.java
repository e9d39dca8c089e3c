package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** That a command writes over nothing it reads, and no two of its outputs are one file; links are followed. */
final class FilesApart {
    private final Map<Path, String> taken = new HashMap<>();

    /** A file that is read. */
    FilesApart reads(String what, Path file) {
        taken.put(real(file), what);
        return this;
    }

    /**
     * A file that is written.
     *
     * @throws CommandFailure where it is another's
     */
    FilesApart writes(String what, Path file) {
        String other = taken.put(real(file), what);
        if (other != null) {
            throw new CommandFailure(what + " would write over " + other + ": " + file + "; give it another name");
        }
        return this;
    }

    static boolean same(Path one, Path other) {
        return real(one).equals(real(other));
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException notThere) {
            return file.toAbsolutePath().normalize();
        }
    }
}
