package io.lacuna.sandbox.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program in a separate Java virtual machine that lives at most as long as this one. It ends when it is closed, when
 * this JVM shuts down, and also when this JVM is killed, because it watches a pipe from here. Ctrl-C on the terminal
 * reaches only this JVM, which can then shut its children down in order.
 *
 * <p>Its output goes to a file. Safe for concurrent use.
 */
public final class ChildJvm implements AutoCloseable {
    /** Children that cannot notice by themselves that this JVM ends: they watch no pipe, or are paused. */
    private static final Set<Process> NOT_WATCHING = ConcurrentHashMap.newKeySet();

    static {
        // The other children live until the end of this JVM, because its own shutdown may still need them.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> NOT_WATCHING.forEach(Process::destroyForcibly), "lacuna-children"));
    }

    private static final String LOWER_PRIORITY = "10";

    private final String name;
    private final Path log;
    private final Process process;
    private final boolean watches;

    private ChildJvm(String name, Path log, Process process, boolean watches) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.watches = watches;
        if (!watches) {
            NOT_WATCHING.add(process);
        }
        process.onExit().thenAccept(NOT_WATCHING::remove);
    }

    /**
     * Starts a program with this JVM's own class path and Java.
     *
     * @param name for messages
     * @param log receives the program's output, after what it already contains
     * @param jvmFlags such as {@code -Xmx256m}
     * @param main class with a main method, on this JVM's class path
     * @param arguments of the main method
     */
    public static ChildJvm start(String name, Path log, List<String> jvmFlags, String main, List<String> arguments) {
        return start(name, log, jvmFlags, main, arguments, false);
    }

    /**
     * As {@link #start}, with a lower priority, so that the other processes get the processor first. On Windows the
     * priority is the usual one.
     */
    public static ChildJvm startBehindOthers(
            String name, Path log, List<String> jvmFlags, String main, List<String> arguments) {
        return start(name, log, jvmFlags, main, arguments, true);
    }

    private static ChildJvm start(
            String name, Path log, List<String> jvmFlags, String main, List<String> arguments, boolean behindOthers) {
        List<String> program = new ArrayList<>(jvmFlags);
        program.add("-cp");
        program.add(classPath());
        program.add(ChildMain.class.getName());
        program.add(main);
        program.addAll(arguments);
        return launch(name, log, program, true, behindOthers);
    }

    /**
     * Starts any Java program. It does not watch this JVM, and survives if this JVM is killed.
     *
     * @param arguments everything after {@code java} on the command line
     */
    public static ChildJvm startForeign(String name, Path log, List<String> arguments) {
        return launch(name, log, arguments, false, false);
    }

    private static ChildJvm launch(
            String name, Path log, List<String> arguments, boolean watches, boolean behindOthers) {
        List<String> command = new ArrayList<>();
        if (!windows()) {
            // The JVM keeps ignoring a signal that was ignored at exec, so Ctrl-C does not reach the child.
            command.addAll(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
            if (behindOthers) {
                command.addAll(List.of("nice", "-n", LOWER_PRIORITY));
            }
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new ChildJvm(name, log, process, watches);
        } catch (IOException failure) {
            throw new UncheckedIOException(name + " cannot be started as a separate process", failure);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it at once (SIGKILL), paused or not, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(30));
    }

    /** Asks it to end (SIGTERM), waits for {@code patience}, then kills it. */
    public void stop(Duration patience) {
        if (process.isAlive()) {
            resume(); // A paused process could not receive the signal.
        }
        process.destroy();
        if (!await(patience)) {
            kill();
        }
    }

    /** Pauses it (SIGSTOP), and waits until it is paused: it keeps its connections and does not answer. */
    public void suspend() {
        NOT_WATCHING.add(process);
        signal("STOP");
        Path threads = Path.of("/proc", Long.toString(pid()), "task");
        for (int tries = 0; tries < 500 && Files.exists(threads) && !frozen(threads); tries++) {
            pause(); // On a busy machine the kernel needs some time to stop every thread.
        }
    }

    /** Whether Linux reports every thread as stopped: state T after the name in parentheses. */
    private static boolean frozen(Path threads) {
        try (Stream<Path> each = Files.list(threads)) {
            for (Path thread : each.toList()) {
                String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
                if (!stat.startsWith(") T", stat.lastIndexOf(')'))) {
                    return false;
                }
            }
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Continues it after {@link #suspend} (SIGCONT). */
    public void resume() {
        signal("CONT");
        if (watches) {
            NOT_WATCHING.remove(process);
        }
    }

    /** Ends it within about ten seconds. */
    @Override
    public void close() {
        stop(Duration.ofSeconds(10));
    }

    /** Everything that it printed, without stack frames. */
    public List<String> printed() {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> !line.matches("\\s+(at |\\.\\.\\. ).*|\\s*"))
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of("(" + log + " cannot be read)");
        }
    }

    private boolean await(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void signal(String signal) {
        try {
            int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException(name + " cannot be sent SIG" + signal + ": is it running?");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** This JVM's own class path, with absolute entries. The JVM has already expanded the launcher's {@code lib/*}. */
    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static boolean windows() {
        return System.getProperty("os.name").startsWith("Windows");
    }
}
