package io.lacuna.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Fits models in a process of its own, so that the measuring one has not compiled the trainer and has not loaded ND4J. */
public final class ChildFit {
    private ChildFit() {}

    /**
     * Runs a class's {@code main} and waits for it.
     *
     * @throws IllegalStateException if it fails; its own output says why
     */
    public static void run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException("fitting a model (" + String.join(" ", arguments) + ") ended with " + status
                    + "; the reason is above");
        }
    }
}
