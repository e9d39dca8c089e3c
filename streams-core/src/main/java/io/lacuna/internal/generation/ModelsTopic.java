package io.lacuna.internal.generation;

import io.lacuna.internal.avro.TrustedClasses;
import io.lacuna.schemas.Generation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The formats of keys and values in the models topic.
 *
 * <pre>
 * artifact/&lt;sha256&gt;/&lt;n&gt;   chunk n of the model's bytes, n from 0
 * generation/&lt;n&gt;           a {@link Generation} in Avro's single-object encoding, which needs no registry
 * </pre>
 */
public final class ModelsTopic {
    private static final Pattern CHUNK = Pattern.compile("artifact/([0-9a-f]{64})/(0|[1-9][0-9]{0,8})");

    /** A reader of the whole topic fetches this much at once: Kafka's default of 1 MiB costs a request for each model. */
    public static final int FETCH_BYTES = 8 << 20;

    /** The highest number that a key can name. */
    static final long HIGHEST_NUMBER = 999_999_999_999_999_999L;

    private static final Pattern GENERATION = Pattern.compile("generation/([1-9][0-9]{0,17})");

    /** Two marker bytes and the schema's fingerprint. */
    private static final int MESSAGE_HEADER_BYTES = 10;

    static {
        TrustedClasses.trustLacunas();
    }

    private ModelsTopic() {}

    /** What a key names. */
    public sealed interface Key {}

    /** Chunk {@code index} of the artifact with this SHA-256. */
    public record ChunkKey(String artifact, int index) implements Key {}

    /** The generation with this number. */
    public record GenerationKey(long number) implements Key {}

    public static byte[] chunkKey(String artifact, int index) {
        return ("artifact/" + artifact + "/" + index).getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] generationKey(long number) {
        return ("generation/" + number).getBytes(StandardCharsets.UTF_8);
    }

    /** What the key names; null if it has neither form. */
    public static @Nullable Key parse(byte @Nullable [] key) {
        if (key == null || key.length > 128) {
            return null;
        }
        String text = new String(key, StandardCharsets.UTF_8);
        Matcher chunk = CHUNK.matcher(text);
        if (chunk.matches()) {
            return new ChunkKey(chunk.group(1), Integer.parseInt(chunk.group(2)));
        }
        Matcher generation = GENERATION.matcher(text);
        return generation.matches() ? new GenerationKey(Long.parseLong(generation.group(1))) : null;
    }

    public static byte[] encode(Generation generation) {
        try {
            ByteBuffer buffer = generation.toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IOException if the bytes are anything else; the message is for an operator
     */
    public static Generation decode(byte[] value) throws IOException {
        try {
            StatedLengths.check(Generation.getClassSchema(), value, MESSAGE_HEADER_BYTES);
            return Generation.fromByteBuffer(ByteBuffer.wrap(value));
        } catch (RuntimeException malformed) {
            throw new IOException("no readable generation: " + malformed.getMessage(), malformed);
        }
    }
}
