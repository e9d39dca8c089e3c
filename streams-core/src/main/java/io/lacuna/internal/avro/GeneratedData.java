package io.lacuna.internal.avro;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * The data model of one generated class: reads and creates records of it and of the classes that its schema names.
 *
 * <p>Avro loads classes by the names in a schema, and rejects classes that it was not told to trust. Here, a class that
 * a program names in its own code is trusted, together with the classes of its own schema. Nothing changes for the rest
 * of the process.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class GeneratedData extends SpecificData {
    private static final ClassValue<GeneratedData> BY_CLASS = new ClassValue<>() {
        @Override
        protected GeneratedData computeValue(Class<?> generated) {
            return new GeneratedData(generated);
        }
    };

    private final Map<String, Class<?>> classes = new HashMap<>();

    private GeneratedData(Class<?> generated) {
        super(generated.getClassLoader());
        SpecificData own = SpecificData.getForClass(generated);
        own.getConversions().forEach(this::addLogicalTypeConversion);
        Schema schema = own.getSchema(generated);
        classes.put(schema.getFullName(), generated);
        collect(schema, generated.getClassLoader(), new HashMap<>());
    }

    /** The data model of a class that Avro generated. */
    public static GeneratedData of(Class<?> generated) {
        return BY_CLASS.get(generated);
    }

    private void collect(Schema schema, ClassLoader loader, Map<String, Schema> seen) {
        switch (schema.getType()) {
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, loader, seen));
            case ARRAY -> collect(schema.getElementType(), loader, seen);
            case MAP -> collect(schema.getValueType(), loader, seen);
            case RECORD -> {
                add(schema, loader);
                if (seen.put(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), loader, seen));
                }
            }
            case ENUM, FIXED -> add(schema, loader);
            default -> {}
        }
    }

    private void add(Schema schema, ClassLoader loader) {
        try {
            classes.putIfAbsent(schema.getFullName(), Class.forName(getClassName(schema), false, loader));
        } catch (ClassNotFoundException notGenerated) {
            // Avro's own search may find it under another name.
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // As Avro declares it.
    public Class getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> {
                Class<?> known = classes.get(schema.getFullName());
                yield known == null ? super.getClass(schema) : known;
            }
            default -> super.getClass(schema);
        };
    }
}
