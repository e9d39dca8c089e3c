package io.lacuna.benchmarks.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One reading of malformed bytes under watch. These are failures: an exception that is no refusal, more than {@value
 * #SLOW_SECONDS} s of processor time, more allocation than {@value #TIMES_ITS_SIZE} times the size plus 64 MiB.
 */
final class Watched {
    static final int SLOW_SECONDS = 5;
    static final long TIMES_ITS_SIZE = 64;
    private static final long EXTRA_BYTES = 64L << 20;
    private static final int KIND_CHARACTERS = 48;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Reads bytes. */
    interface Reading {
        /**
         * @return what came of them
         * @throws RefusedException if they are refused
         */
        String read(byte[] bytes) throws RefusedException;
    }

    /** The bytes are refused, with a reason for a person. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(@Nullable String reason) {
            super(reason);
        }
    }

    /** Processor time and allocation up to now. */
    private record Spent(long nanos, long bytes) {}

    private Spent spent(boolean everyThread) {
        if (!everyThread) {
            return new Spent(
                    thread.getCurrentThreadCpuTime(),
                    thread.getThreadAllocatedBytes(Thread.currentThread().getId()));
        }
        long[] ids = thread.getAllThreadIds();
        return new Spent(sum(thread.getThreadCpuTime(ids)), sum(thread.getThreadAllocatedBytes(ids)));
    }

    /** Of a thread that has ended the figure is -1. */
    private static long sum(long[] figures) {
        return Arrays.stream(figures).filter(figure -> figure > 0).sum();
    }

    /** What came of the bytes, or the reason of their refusal without its numbers and names. */
    String outcome(byte[] bytes, Reading reading) {
        return outcome(bytes, reading, false);
    }

    /**
     * Same as {@link #outcome(byte[], Reading)}.
     *
     * @param everyThread whether all threads of this process are watched, because others do the reading
     */
    String outcome(byte[] bytes, Reading reading, boolean everyThread) {
        Spent before = spent(everyThread);
        String outcome;
        try {
            outcome = reading.read(bytes);
        } catch (RefusedException reason) {
            outcome = kind(String.valueOf(reason.getMessage()));
        } catch (RuntimeException | Error crash) {
            throw wrong(bytes, crash.toString(), crash);
        }
        Spent after = spent(everyThread);
        long spent = after.bytes() - before.bytes();
        if (spent > TIMES_ITS_SIZE * bytes.length + EXTRA_BYTES) {
            throw wrong(bytes, spent + " bytes allocated for " + bytes.length, null);
        }
        long seconds = (after.nanos() - before.nanos()) / 1_000_000_000;
        if (seconds >= SLOW_SECONDS) {
            throw wrong(bytes, seconds + " s of processor time", null);
        }
        return outcome;
    }

    /**
     * The words of a reason: without what it quotes, which may have any characters, quotes among them, and one sign for all
     * that is no lower-case letter.
     */
    private static String kind(String reason) {
        String own = without(without(without(reason, '\'', '\''), '"', '"'), '[', ']');
        StringBuilder words = new StringBuilder(KIND_CHARACTERS);
        for (int i = 0; i < own.length() && words.length() < KIND_CHARACTERS; i++) {
            char c = own.charAt(i);
            if (c >= 'a' && c <= 'z' || c == ' ' || c == ':') {
                words.append(c);
            } else if (words.length() == 0 || words.charAt(words.length() - 1) != '#') {
                words.append('#');
            }
        }
        return words.toString();
    }

    /** The text without all between the first and the last quote, or behind the first where a long quotation is clipped. */
    private static String without(String text, char begin, char end) {
        int first = text.indexOf(begin);
        int last = text.lastIndexOf(end);
        if (first < 0) {
            return text;
        }
        return text.substring(0, first) + (last > first ? text.substring(last + 1) : "");
    }

    static IllegalStateException wrong(byte[] bytes, String what, @Nullable Throwable cause) {
        try {
            Path file = Files.write(Files.createTempFile("lacuna-fuzz", ".bytes"), bytes);
            return new IllegalStateException("found: " + what + "; the bytes are in " + file, cause);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
