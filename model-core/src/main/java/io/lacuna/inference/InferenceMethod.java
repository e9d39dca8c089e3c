package io.lacuna.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the posterior of one record's latent code is found. Two families: a {@link ClosedFormMethod} solves for it, a
 * {@link NeuralMethod} searches for it. Configuration, command line and artifact name a method by its {@link #id}.
 *
 * <pre>{@code
 * InferenceMethod method = InferenceMethod.of("gauss-newton");
 * model.imputer(new InferenceSettings(method, 0, 1e-4), 0.9).fill(row);
 * }</pre>
 */
public sealed interface InferenceMethod permits ClosedFormMethod, NeuralMethod {
    /** The id of {@link #DEFAULT}, for annotations, which accept only constants. */
    String DEFAULT_ID = "relay-mixture";

    /** The method used if the user does not choose one. */
    InferenceMethod DEFAULT = ClosedFormMethod.RELAY_MIXTURE;

    /** {@return the name in configuration, on the command line and in artifacts, such as {@code relay-mixture}} */
    String id();

    /** {@return the parts that a model must have to be served with this method} */
    Set<ModelPart> needs();

    /** {@return every method; the default is first} */
    static List<InferenceMethod> all() {
        List<InferenceMethod> all = new ArrayList<>();
        all.add(DEFAULT);
        all.addAll(List.of(NeuralMethod.values()));
        Arrays.stream(ClosedFormMethod.values())
                .filter(method -> method != DEFAULT)
                .forEach(all::add);
        return List.copyOf(all);
    }

    /**
     * The method with this id.
     *
     * @param id the result of {@link #id}
     * @return the method
     * @throws IllegalArgumentException if no method has this id; the message names the known ones
     */
    static InferenceMethod of(String id) {
        return all().stream()
                .filter(method -> method.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("unknown method '" + id + "'; known are " + ids(all(), ", ")));
    }

    /**
     * The methods of several ids.
     *
     * @param joined ids joined by {@code +}, such as {@code relay-mixture+svi}
     * @return the methods in their order
     * @throws IllegalArgumentException if no method has one of the ids; the message names the known ones
     */
    static List<InferenceMethod> listOf(String joined) {
        return Arrays.stream(joined.split("\\+", -1)).map(InferenceMethod::of).toList();
    }

    /**
     * The ids of methods, joined.
     *
     * @param methods in order
     * @param separator between two ids
     * @return the ids in one text
     */
    static String ids(List<? extends InferenceMethod> methods, String separator) {
        return methods.stream().map(InferenceMethod::id).collect(Collectors.joining(separator));
    }
}
