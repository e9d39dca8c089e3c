package io.lacuna.benchmarks;

import java.util.List;

/** One table of measurements. */
public interface Benchmark {

    /** One line for the list of benchmarks. */
    String description();

    /**
     * Measures and prints.
     *
     * @param arguments what followed the name on the command line
     * @throws IllegalArgumentException with a message for the user where an argument is wrong
     */
    void run(List<String> arguments) throws Exception;
}
