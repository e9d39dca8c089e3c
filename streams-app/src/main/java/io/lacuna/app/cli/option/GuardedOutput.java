package io.lacuna.app.cli.option;

import io.lacuna.app.config.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Hides secrets in the outputs of the process: its two streams, and the writers of a command. */
public final class GuardedOutput {
    private GuardedOutput() {}

    /**
     * From now on, all text that is printed or logged to the process's outputs is checked line by line; so these do not
     * flush incomplete lines by themselves.
     */
    public static void ofProcess() {
        System.setOut(new PrintStream(new Lines(System.out), false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Lines(System.err), false, StandardCharsets.UTF_8));
    }

    /** A writer that hides secrets in each call's text. */
    public static PrintWriter of(Writer to) {
        return new PrintWriter(
                new FilterWriter(to) {
                    @Override
                    public void write(String text, int from, int length) throws IOException {
                        out.write(Secrets.hide(text.substring(from, from + length)));
                    }

                    @Override
                    public void write(char[] text, int from, int length) throws IOException {
                        out.write(Secrets.hide(new String(text, from, length)));
                    }
                },
                true);
    }

    /** Passes bytes on line by line, or when they are flushed. */
    private static final class Lines extends OutputStream {
        private static final int LONGEST = 1 << 20;

        private final PrintStream to;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(PrintStream to) {
            this.to = to;
        }

        @Override
        public synchronized void write(int one) {
            line.write(one);
            if (one == '\n' || line.size() >= LONGEST) {
                pass();
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            if (!Secrets.areKnown() && line.size() == 0) {
                to.write(bytes, from, length);
                return;
            }
            line.write(bytes, from, length);
            if (length > 0 && bytes[from + length - 1] == '\n' || line.size() >= LONGEST) {
                pass();
            }
        }

        private void pass() {
            if (line.size() > 0) {
                byte[] bytes = Secrets.areKnown()
                        ? Secrets.hide(line.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
                        : line.toByteArray();
                line.reset();
                to.write(bytes, 0, bytes.length);
            }
        }

        @Override
        public synchronized void flush() {
            pass();
            to.flush();
        }
    }
}
