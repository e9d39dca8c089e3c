package io.lacuna.internal.model;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.inference.MemberWeights;
import io.lacuna.internal.inference.relation.LinearRelations;
import io.lacuna.model.ArtifactException;
import io.lacuna.model.Provenance;
import java.io.ByteArrayOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a model to bytes and reads it back. All numbers are big-endian; a text is an int length and UTF-8.
 *
 * <pre>
 * 8 bytes   "LACUNA" 0x1A 0x0A
 * int       format version: 1, or 2 with context alone, or 3 with other parts
 * features  int count; each: text name, byte type (0 continuous, 1 binary, 2 categorical), categorical: int count, texts
 * provenance int count; each: text key, text value
 * context   (format version 2 only) int length, that many bytes as {@link ContextTables} writes them
 * parts     (format version 3 only) int count; each: text name, int length, that many bytes: {@code context} as above,
 *           {@code supports} as {@link SupportsPart} writes them,
 *           {@code relations} as {@link RelationsPart} writes them, {@code weights} as {@link MemberWeights} writes them
 * members   int count; each: text kind, int length, that many bytes as the kind writes them
 * self-test int count; each: d doubles observation, d doubles filled value, d doubles sd (NaN where observed)
 * 32 bytes  SHA-256 of all bytes before
 * </pre>
 *
 * <p>Bytes are untrusted. Every length is checked against the number of bytes left before anything is allocated, and
 * every error becomes an {@link ArtifactException} with the reason. The self-test holds records and the values that the
 * machine that wrote the artifact filled in. A reader that fills in other values must not serve the model ({@link
 * SelfTest}).
 */
public final class ModelArtifact {
    /** Version of a model without context. */
    public static final int FORMAT_VERSION = 1;

    /**
     * Version of a model with context. A reader that knows only version 1 must not serve the model without its context.
     */
    public static final int FORMAT_VERSION_WITH_CONTEXT = 2;

    /**
     * Version of a model with named parts, such as supports. A reader must know every part: without one it would fill
     * other values.
     */
    public static final int FORMAT_VERSION_WITH_PARTS = 3;

    private static final String CONTEXT = "context";
    private static final String SUPPORTS = "supports";
    private static final String RELATIONS = "relations";
    private static final String WEIGHTS = "weights";

    private static final byte[] MAGIC = {'L', 'A', 'C', 'U', 'N', 'A', 0x1A, 0x0A};
    private static final int HASH_BYTES = 32;

    private ModelArtifact() {}

    /** The artifact's name: SHA-256 of its bytes in lower-case hexadecimal. */
    public static String sha256(byte[] artifact) {
        return HexFormat.of().formatHex(digest(artifact, artifact.length));
    }

    public static byte[] write(ImputationModel model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(MAGIC);
            int version = version(model);
            out.writeInt(version);
            writeFeatures(out, model.features());
            out.writeInt(model.provenance().entries().size());
            for (Map.Entry<String, String> entry : model.provenance().entries().entrySet()) {
                writeText(out, entry.getKey());
                writeText(out, entry.getValue());
            }
            writeParts(out, model, version);
            out.writeInt(model.members().size());
            for (Member member : model.members()) {
                ByteArrayOutputStream payload = new ByteArrayOutputStream();
                member.write(new DataOutputStream(payload));
                writeText(out, member.kind().id());
                writePayload(out, payload);
            }
            SelfTest.write(out, model);
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        byte[] body = bytes.toByteArray();
        byte[] artifact = Arrays.copyOf(body, body.length + HASH_BYTES);
        System.arraycopy(digest(body, body.length), 0, artifact, body.length, HASH_BYTES);
        return artifact;
    }

    private static int version(ImputationModel model) {
        if (!model.supports().isReals() || !model.relations().isNone() || model.weights() != null) {
            return FORMAT_VERSION_WITH_PARTS;
        }
        return model.context() == null ? FORMAT_VERSION : FORMAT_VERSION_WITH_CONTEXT;
    }

    private static void writeParts(DataOutputStream out, ImputationModel model, int version) throws IOException {
        ContextTables context = model.context();
        boolean named = version == FORMAT_VERSION_WITH_PARTS;
        if (named) {
            out.writeInt((context == null ? 0 : 1)
                    + (model.supports().isReals() ? 0 : 1)
                    + (model.relations().isNone() ? 0 : 1)
                    + (model.weights() == null ? 0 : 1));
        }
        if (context != null) {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            context.write(new DataOutputStream(payload));
            if (named) {
                writeText(out, CONTEXT);
            }
            writePayload(out, payload);
        }
        if (!model.supports().isReals()) {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            SupportsPart.write(model.supports(), new DataOutputStream(payload));
            writeText(out, SUPPORTS);
            writePayload(out, payload);
        }
        if (!model.relations().isNone()) {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            RelationsPart.write(model.relations(), new DataOutputStream(payload));
            writeText(out, RELATIONS);
            writePayload(out, payload);
        }
        MemberWeights weights = model.weights();
        if (weights != null) {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            weights.write(new DataOutputStream(payload));
            writeText(out, WEIGHTS);
            writePayload(out, payload);
        }
    }

    /**
     * Reads a model, and checks that it fills its self-test records as the machine that wrote them did.
     *
     * @throws ArtifactException if the bytes are damaged, truncated, not an artifact, or of another version; it gives
     *     the reason
     */
    public static ImputationModel read(byte[] artifact) throws ArtifactException {
        if (artifact.length < MAGIC.length || !Arrays.equals(artifact, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ArtifactException("not a Lacuna model: it does not begin with LACUNA");
        }
        if (artifact.length < MAGIC.length + 4 + HASH_BYTES) {
            throw new ArtifactException("cut short: only " + artifact.length + " bytes");
        }
        int length = artifact.length - HASH_BYTES;
        if (!Arrays.equals(digest(artifact, length), Arrays.copyOfRange(artifact, length, artifact.length))) {
            throw new ArtifactException("damaged or cut short: the SHA-256 at its end does not match");
        }
        try {
            BoundedInput in = new BoundedInput(artifact, MAGIC.length, length - MAGIC.length);
            return readBody(in);
        } catch (EOFException shorter) {
            throw new ArtifactException("malformed: a part of it ends too early");
        } catch (IOException | RuntimeException malformed) {
            throw new ArtifactException("malformed: " + reason(malformed));
        } catch (OutOfMemoryError tooLarge) {
            // Lengths are checked where they are read. This happens for an undamaged model that is too large for
            // this machine.
            throw new ArtifactException("takes more memory than this JVM has left");
        }
    }

    private static String reason(Exception malformed) {
        String message = malformed.getMessage();
        return message == null ? malformed.getClass().getSimpleName() : message;
    }

    private static ImputationModel readBody(BoundedInput in) throws IOException, ArtifactException {
        int version = in.readInt();
        if (version < FORMAT_VERSION || version > FORMAT_VERSION_WITH_PARTS) {
            throw new ArtifactException("format version " + version + " is not readable here, only versions "
                    + FORMAT_VERSION + " to " + FORMAT_VERSION_WITH_PARTS);
        }
        Features features = readFeatures(in);
        Map<String, String> provenance = new TreeMap<>();
        for (int i = in.readCount(8); i > 0; i--) {
            provenance.put(in.readText(), in.readText());
        }
        ContextTables context = version == FORMAT_VERSION_WITH_CONTEXT ? readContext(in, features) : null;
        Supports supports = Supports.REALS;
        LinearRelations relations = LinearRelations.NONE;
        BoundedInput weightBytes = null;
        for (int i = version == FORMAT_VERSION_WITH_PARTS ? in.readCount(8) : 0; i > 0; i--) {
            String name = in.readText();
            switch (name) {
                case CONTEXT -> context = readContext(in, features);
                case SUPPORTS -> supports = readSupports(in, features);
                case RELATIONS -> relations = RelationsPart.read(in.readBytes(in.readCount(1)), features);
                case WEIGHTS -> weightBytes = in.readBytes(in.readCount(1));
                default -> throw new IOException("unknown part '" + name + "'; it needs a newer Lacuna");
            }
        }
        Features columns = context == null ? features : context.calendar().behind(features);
        List<Member> members = new ArrayList<>();
        for (int i = in.readCount(8); i > 0; i--) {
            MemberKind kind = MemberKind.of(in.readText());
            BoundedInput payload = in.readBytes(in.readCount(1));
            members.add(kind.read(payload, columns));
            if (payload.available() > 0) {
                throw new IOException(payload.available() + " bytes too many in member " + kind.id());
            }
        }
        MemberWeights weights = weightBytes == null ? null : readWeights(weightBytes, members.size(), columns.size());
        ImputationModel model = new ImputationModel(
                features, members, new Provenance(new TreeMap<>(provenance)), context, supports, relations, weights);
        SelfTest.check(model, in);
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes too many at the end");
        }
        return model;
    }

    private static ContextTables readContext(BoundedInput in, Features features) throws IOException {
        BoundedInput payload = in.readBytes(in.readCount(1));
        ContextTables context = ContextTables.read(payload, features);
        if (payload.available() > 0) {
            throw new IOException(payload.available() + " bytes too many in the context");
        }
        return context;
    }

    private static Supports readSupports(BoundedInput in, Features features) throws IOException {
        BoundedInput payload = in.readBytes(in.readCount(1));
        Supports supports = SupportsPart.read(payload, features);
        if (payload.available() > 0) {
            throw new IOException(payload.available() + " bytes too many in the supports");
        }
        return supports;
    }

    private static MemberWeights readWeights(BoundedInput payload, int members, int features) throws IOException {
        MemberWeights weights = MemberWeights.read(payload, members, features);
        if (payload.available() > 0) {
            throw new IOException(payload.available() + " bytes too many in the weights of members");
        }
        return weights;
    }

    private static void writePayload(DataOutputStream out, ByteArrayOutputStream payload) throws IOException {
        out.writeInt(payload.size());
        payload.writeTo(out);
    }

    private static void writeFeatures(DataOutput out, Features features) throws IOException {
        out.writeInt(features.size());
        for (Feature feature : features.list()) {
            writeText(out, feature.name());
            if (feature.type() instanceof FeatureType.Categorical categorical) {
                out.writeByte(2);
                out.writeInt(categorical.labels().size());
                for (String label : categorical.labels()) {
                    writeText(out, label);
                }
            } else {
                out.writeByte(feature.isContinuous() ? 0 : 1);
            }
        }
    }

    private static Features readFeatures(BoundedInput in) throws IOException {
        List<Feature> features = new ArrayList<>();
        for (int i = in.readCount(5); i > 0; i--) {
            String name = in.readText();
            int type = in.readUnsignedByte();
            features.add(
                    switch (type) {
                        case 0 -> Feature.continuous(name);
                        case 1 -> Feature.binary(name);
                        case 2 -> {
                            List<String> labels = new ArrayList<>();
                            for (int c = in.readCount(4); c > 0; c--) {
                                labels.add(in.readText());
                            }
                            yield Feature.categorical(name, labels);
                        }
                        default -> throw new IOException("feature '" + name + "' has unknown type " + type);
                    });
        }
        return new Features(features);
    }

    private static void writeText(DataOutput out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static byte[] digest(byte[] bytes, int length) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes, 0, length);
            return sha.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
