package io.lacuna.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@link PipelineBenchmark} measures.
 *
 * @param widths numbers of fields
 * @param records in the input
 * @param rounds each runs all rows once
 * @param guarantees processing guarantees
 * @param threads numbers of stream threads
 * @param rows names of the rows; empty for all
 * @param settings for all pipelines
 */
record PipelineArguments(
        List<Integer> widths,
        int records,
        int rounds,
        List<String> guarantees,
        List<Integer> threads,
        List<String> rows,
        Map<String, String> settings) {
    private static final int RECORDS = 600_000;
    private static final int ROUNDS = 3;

    static PipelineArguments of(List<String> arguments) {
        List<String> places =
                arguments.stream().filter(word -> word.indexOf('=') < 0).toList();
        if (places.size() > 2) {
            throw new IllegalArgumentException("'" + places.get(2) + "' is no key=value");
        }
        Map<String, String> settings = new TreeMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals == 0) {
                throw new IllegalArgumentException("'" + argument + "' is no key=value");
            }
            if (equals > 0) {
                settings.put(argument.substring(0, equals), argument.substring(equals + 1));
            }
        }
        return new PipelineArguments(
                numbers(places.isEmpty() ? "12" : places.get(0)),
                places.size() < 2 ? RECORDS : Integer.parseInt(places.get(1)),
                Integer.parseInt(taken(settings, "rounds", Integer.toString(ROUNDS))),
                words(taken(settings, "guarantees", "exactly_once_v2")),
                numbers(taken(settings, "threads", "1")),
                words(taken(settings, "rows", "")),
                settings);
    }

    private static String taken(Map<String, String> settings, String key, String otherwise) {
        String given = settings.remove(key);
        return given == null ? otherwise : given;
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(",")).filter(word -> !word.isEmpty()).toList();
    }

    private static List<Integer> numbers(String list) {
        return Arrays.stream(list.split(",")).map(Integer::valueOf).toList();
    }
}
