package io.lacuna.api;

import java.io.IOException;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The API of a library module as text: types by name, each with lines for its declaration and members. A line changes
 * if a caller could notice a change; {@code ?} follows a type that may be null. Members with a type of an internal
 * package are left out: they are for Lacuna's own modules, and their comments say so.
 */
final class PublicApi {
    /** The modules that other programs use. */
    static final List<String> MODULES = List.of("model-core", "model-training", "streams-core");

    /** Every object has these; declaring them changes nothing for a caller. */
    private static final Set<String> OF_ALL = Set.of("equals", "hashCode", "toString");

    /** Superclasses that the kind of a type implies. */
    private static final Set<Class<?>> IMPLIED = Set.of(Object.class, Record.class, Enum.class);

    private PublicApi() {}

    /** The public types of a module, including nested ones, outside of {@code io.lacuna.internal}. */
    static List<Class<?>> types(Path module) throws IOException {
        Path classes = module.resolve("target/classes");
        try (Stream<Path> files = Files.walk(classes.resolve("io/lacuna"))) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> !name.startsWith("io.lacuna.internal."))
                    .sorted()
                    .<Class<?>>map(PublicApi::load)
                    .filter(PublicApi::isReachable)
                    .toList();
        }
    }

    /** Lines by type. */
    static SortedMap<String, SortedSet<String>> of(Path module) throws IOException {
        SortedMap<String, SortedSet<String>> api = new TreeMap<>();
        for (Class<?> type : types(module)) {
            api.put(type.getName(), lines(type));
        }
        return api;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            throw new AssertionError(absent);
        }
    }

    /** Whether the type and every type around it are public. */
    private static boolean isReachable(Class<?> type) {
        return isVisible(type.getModifiers())
                && (type.getDeclaringClass() == null || isReachable(type.getDeclaringClass()));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static SortedSet<String> lines(Class<?> type) {
        SortedSet<String> lines = new TreeSet<>();
        lines.add(declaration(type));
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
                lines.add(field.getName() + ": " + modifiers(field.getModifiers()) + name(field.getAnnotatedType()));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers()) && !constructor.isSynthetic() && !isInternal(constructor)) {
                lines.add("new" + parameters(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            boolean ofAll = OF_ALL.contains(method.getName());
            if (isVisible(method.getModifiers()) && !method.isSynthetic() && !ofAll && !isInternal(method)) {
                lines.add(method.getName() + variables(method.getTypeParameters()) + parameters(method) + ": "
                        + modifiers(method.getModifiers()) + name(method.getAnnotatedReturnType()));
            }
        }
        return lines;
    }

    private static boolean isInternal(Executable member) {
        return member.toGenericString().contains("io.lacuna.internal.");
    }

    private static String declaration(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        StringBuilder line = new StringBuilder("= ");
        line.append(type.isSealed() ? "sealed " : "");
        line.append(modifiers(type.getModifiers() & ~(type.isInterface() ? Modifier.ABSTRACT : 0)));
        line.append(kind).append(variables(type.getTypeParameters()));
        if (type.isRecord()) {
            line.append(Arrays.stream(type.getRecordComponents())
                    .map((RecordComponent part) -> name(part.getAnnotatedType()) + " " + part.getName())
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        if (type.getSuperclass() != null && !IMPLIED.contains(type.getSuperclass())) {
            line.append(" extends ").append(name(type.getAnnotatedSuperclass()));
        }
        if (type.getInterfaces().length > 0) {
            line.append(Arrays.stream(type.getAnnotatedInterfaces())
                    .map(PublicApi::name)
                    .collect(Collectors.joining(", ", " implements ", "")));
        }
        if (type.isSealed()) {
            line.append(Arrays.stream(type.getPermittedSubclasses())
                    .map(PublicApi::name)
                    .collect(Collectors.joining(", ", " permits ", "")));
        }
        return line.toString();
    }

    private static String modifiers(int modifiers) {
        int told = modifiers & (Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT | Modifier.PROTECTED);
        return told == 0 ? "" : Modifier.toString(told) + " ";
    }

    private static String parameters(Executable of) {
        String thrown = Arrays.stream(of.getAnnotatedExceptionTypes())
                .map(PublicApi::name)
                .collect(Collectors.joining(", "));
        return Arrays.stream(of.getParameters())
                        .map((Parameter parameter) -> name(parameter.getAnnotatedType()))
                        .collect(Collectors.joining(", ", "(", ")"))
                + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables)
                        .map(variable -> variable.getName()
                                + Arrays.stream(variable.getAnnotatedBounds())
                                        .map(PublicApi::name)
                                        .filter(bound -> !bound.equals("Object"))
                                        .map(bound -> " extends " + bound)
                                        .collect(Collectors.joining()))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String name(Class<?> type) {
        return type.getTypeName().replaceFirst("^java\\.(lang|util)\\.(?=[A-Z])", "");
    }

    /** A type as a reader writes it: its components, and whether it may be null. */
    private static String name(AnnotatedType type) {
        String mark = type.isAnnotationPresent(Nullable.class) ? "?" : "";
        if (type instanceof AnnotatedArrayType array) {
            return name(array.getAnnotatedGenericComponentType()) + "[]" + mark;
        }
        if (type instanceof AnnotatedParameterizedType made) {
            Class<?> raw = (Class<?>) ((ParameterizedType) made.getType()).getRawType();
            return name(raw)
                    + Arrays.stream(made.getAnnotatedActualTypeArguments())
                            .map(PublicApi::name)
                            .collect(Collectors.joining(", ", "<", ">"))
                    + mark;
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            if (wildcard.getAnnotatedLowerBounds().length > 0) {
                return "any above " + name(wildcard.getAnnotatedLowerBounds()[0]);
            }
            return "any " + name(wildcard.getAnnotatedUpperBounds()[0]);
        }
        if (type instanceof AnnotatedTypeVariable variable) {
            return variable.getType().getTypeName() + mark;
        }
        return name((Class<?>) type.getType()) + mark;
    }
}
