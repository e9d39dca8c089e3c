package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks that a command overwrites none of the files it reads and that its outputs are different files. Follows links.
 */
final class OutputFileCheck {
    private final Map<Path, String> taken = new HashMap<>();

    /** Adds a file that is read. */
    OutputFileCheck reads(String what, Path file) {
        taken.put(real(file), what);
        return this;
    }

    /**
     * Adds a file that is written.
     *
     * @throws CommandFailure where the command reads the file, or writes it a second time
     */
    OutputFileCheck writes(String what, Path file) {
        String other = taken.put(real(file), what);
        if (other != null) {
            throw new CommandFailure(what + " would overwrite " + other + ": " + file + "; give it another name");
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
