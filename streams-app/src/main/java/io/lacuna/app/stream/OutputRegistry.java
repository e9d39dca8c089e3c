package io.lacuna.app.stream;

import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.LatentCode;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry for the stream's writers. The imputed topic gets a schema for each schema of the input topic, so its
 * subject must accept the same changes. If it refuses a schema, it gets the compatibility rule of the input's subject,
 * and the schema is registered again. A schema that is still refused is refused without a request for some time, so
 * that its records cost no request each.
 *
 * <p>Safe for concurrent use.
 */
final class OutputRegistry implements SchemaRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(OutputRegistry.class);
    /** Namespace of latent codes and scores, whose schemas do not follow the input's. */
    private static final String LACUNAS = LatentCode.getClassSchema().getNamespace();

    /** Stands for the id of a schema that only headers have named: it is not written. */
    private static final int IN_HEADER = 0;

    private static final long REFUSED_NANOS = 10_000_000_000L;

    private final SchemaRegistry registry;
    private final List<String> inputs;
    private final boolean follows;
    private final LongSupplier nanoTime;
    private final Map<Schema, Integer> read = new ConcurrentHashMap<>();
    private final Serializer<GenericRecord> passing = new AvroValueSerializer(new ReadIds());
    private final Map<Schema, Refusal> refusals = new ConcurrentHashMap<>();
    private volatile boolean accepted;

    private record Refusal(SchemaRefusedException words, long nanos) {}

    /**
     * @param inputs the input topics
     * @param follows whether the imputed subject may get the input's rule
     * @param nanoTime monotonic clock, in nanoseconds
     */
    OutputRegistry(SchemaRegistry registry, List<String> inputs, boolean follows, LongSupplier nanoTime) {
        this.registry = registry;
        this.inputs = List.copyOf(inputs);
        this.follows = follows;
        this.nanoTime = nanoTime;
    }

    /** Writes records that pass on, with the schema ids they were read with: no subject has to accept their schemas. */
    Serializer<GenericRecord> passing() {
        return passing;
    }

    /** Whether the imputed topic's subject has accepted any schema: then the record causes a refusal. */
    boolean hasAccepted() {
        return accepted;
    }

    @Override
    public String subject(String topic, Schema schema) {
        return registry.subject(topic, schema);
    }

    @Override
    public int register(String subject, Schema schema) {
        if (LACUNAS.equals(schema.getNamespace())) {
            return registry.register(subject, schema);
        }
        Refusal known = refusals.get(schema);
        if (known != null && nanoTime.getAsLong() - known.nanos() < REFUSED_NANOS) {
            throw known.words();
        }
        int id = registerOrFollow(subject, schema);
        accepted = true;
        refusals.remove(schema);
        return id;
    }

    @Override
    public String jsonSchema(Object id) {
        return registry.jsonSchema(id);
    }

    @Override
    public int registerJson(String subject, String schema) {
        int id;
        try {
            id = registry.registerJson(subject, schema);
        } catch (SchemaRefusedException refused) {
            if (!follows || !follow(subject, input -> input + "-value")) {
                throw refused;
            }
            id = registry.registerJson(subject, schema);
        }
        accepted = true;
        return id;
    }

    private int registerOrFollow(String subject, Schema schema) {
        try {
            return registry.register(subject, schema);
        } catch (SchemaRefusedException refused) {
            try {
                // The filled record has the input's name.
                if (follows && follow(subject, input -> registry.subject(input, schema))) {
                    return registry.register(subject, schema);
                }
            } catch (SchemaRefusedException still) {
                LOG.info("refused under the input's rule too: {}", still.getMessage());
            }
            refusals.put(schema, new Refusal(refused, nanoTime.getAsLong()));
            throw refused;
        }
    }

    /**
     * Sets the input's rule for the imputed topic's subject; false if it has that rule already, or may not be changed.
     */
    private boolean follow(String subject, UnaryOperator<String> subjectOf) {
        // Of several topics the first with a rule decides that is not the subject's.
        Optional<String> present = registry.compatibility(subject);
        String inputSubject = "";
        Optional<String> wanted = Optional.empty();
        for (String input : inputs) {
            Optional<String> rule = registry.compatibility(subjectOf.apply(input));
            if (wanted.isEmpty() && rule.isPresent() && !rule.equals(present)) {
                wanted = rule;
                inputSubject = subjectOf.apply(input);
            }
        }
        if (wanted.isEmpty()) {
            return false;
        }
        boolean set = registry.setCompatibility(subject, wanted.get());
        LOG.info(
                "compatibility of {} {} {}, as of {}",
                subject,
                set ? "is now" : "may not be set to",
                wanted.get(),
                inputSubject);
        return set;
    }

    @Override
    public Schema byId(int id) {
        Schema schema = registry.byId(id);
        read.put(schema, id);
        return schema;
    }

    @Override
    public Schema byGuid(UUID guid) {
        Schema schema = registry.byGuid(guid);
        read.putIfAbsent(schema, IN_HEADER);
        return schema;
    }

    @Override
    public Optional<Schema> latest(String subject) {
        return registry.latest(subject);
    }

    @Override
    public Optional<String> compatibility(String subject) {
        return registry.compatibility(subject);
    }

    @Override
    public boolean setCompatibility(String subject, String rule) {
        return registry.setCompatibility(subject, rule);
    }

    /** Does nothing: the caller closes the registry. */
    @Override
    public void close() {}

    /** Knows the schemas that were read by their ids; registers nothing. */
    private final class ReadIds implements SchemaRegistry {
        @Override
        public int register(String subject, Schema schema) {
            Integer id = read.get(schema);
            if (id == null) {
                throw new IllegalStateException("schema " + schema.getFullName() + " was not read");
            }
            return id;
        }

        @Override
        public Schema byId(int id) {
            return OutputRegistry.this.byId(id);
        }

        @Override
        public Optional<Schema> latest(String subject) {
            return registry.latest(subject);
        }

        @Override
        public Optional<String> compatibility(String subject) {
            return registry.compatibility(subject);
        }

        @Override
        public boolean setCompatibility(String subject, String rule) {
            return false;
        }

        @Override
        public void close() {}
    }
}
