package io.lacuna.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the same benchmark again in a separate JVM with the vector API, because a JVM chooses its loops once. Java
 * prints a line that the module is incubating.
 */
final class VectorApiRun {
    private static final String MODULE = "jdk.incubator.vector";

    private VectorApiRun() {}

    /** Whether this JVM does not have the module, and another one with the same Java could have it. */
    static boolean isPossible() {
        return ModuleLayer.boot().findModule(MODULE).isEmpty()
                && ModuleFinder.ofSystem().find(MODULE).isPresent();
    }

    /** Runs the benchmark to its end, with this process's outputs. */
    static void run(String benchmark, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("--add-modules", MODULE, "-cp", System.getProperty("java.class.path")));
        command.add(Benchmarks.class.getName());
        command.add(benchmark);
        command.addAll(arguments);
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("with the vector API the benchmark ended with exit code " + exit);
        }
    }
}
