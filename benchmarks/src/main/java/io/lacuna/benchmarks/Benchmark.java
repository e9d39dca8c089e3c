package io.lacuna.benchmarks;

import java.util.List;

/** One table of measurements. */
public interface Benchmark {

    /** One line for the list of benchmarks. */
    String description();

    /**
     * Measures and prints.
     *
     * @param arguments the arguments after the name on the command line
     * @throws IllegalArgumentException if an argument is wrong; the message is for the user
     */
    void run(List<String> arguments) throws Exception;
}
