package io.lacuna.benchmarks.fuzz;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Changes to an artifact's body that anyone who can write to the models topic could make, sealed with the right
 * SHA-256. Mutable; one thread owns it.
 */
final class Mutations {
    private static final int HASH_BYTES = 32;
    private static final int MAGIC_BYTES = 8;

    /** Most lengths are in the first bytes. */
    private static final int HEAD_BYTES = 600;

    private static final int[] LENGTHS = {
        -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 1, 2, 127, 255, 256, 1 << 12, 1 << 16, 1 << 24, 1 << 30
    };
    private static final double[] NUMBERS = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0,
        -0.0,
        -1,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        1e-30,
        1e30
    };

    private final SplittableRandom random;
    private final MessageDigest digest;

    Mutations(SplittableRandom random) {
        this.random = random;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The body of an artifact: everything except its SHA-256. */
    static byte[] body(byte[] artifact) {
        return Arrays.copyOf(artifact, artifact.length - HASH_BYTES);
    }

    /** The body with one to four changes; sometimes with the end of another body. */
    byte[] mutated(byte[] body, byte[] other) {
        byte[] bytes = body.clone();
        for (int times = 1 + random.nextInt(4); times > 0 && bytes.length > MAGIC_BYTES + 16; times--) {
            bytes = random.nextInt(16) == 0 ? spliced(bytes, other) : changed(bytes);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int reach = random.nextBoolean() ? bytes.length : Math.min(bytes.length, HEAD_BYTES);
        int place = MAGIC_BYTES + random.nextInt(reach - MAGIC_BYTES - 8);
        switch (random.nextInt(8)) {
            case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[place] = (byte) random.nextInt(256);
            case 2 -> buffer.putInt(place, LENGTHS[random.nextInt(LENGTHS.length)]);
            case 3 -> buffer.putInt(place, buffer.getInt(place) + random.nextInt(9) - 4);
            case 4 -> buffer.putDouble(place, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 5 -> buffer.putFloat(place, (float) NUMBERS[random.nextInt(NUMBERS.length)]);
            case 6 -> {
                return without(bytes, place);
            }
            default -> {
                return with(bytes, place);
            }
        }
        return bytes;
    }

    private byte[] without(byte[] bytes, int place) {
        int length = 1 + random.nextInt(Math.min(64, bytes.length - place));
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, place + length, shorter, place, bytes.length - place - length);
        return shorter;
    }

    /** Repeats a part of the bytes. */
    private byte[] with(byte[] bytes, int place) {
        int length = 1 + random.nextInt(Math.min(64, bytes.length - place));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, place, longer, place + length, bytes.length - place);
        return longer;
    }

    private byte[] spliced(byte[] bytes, byte[] other) {
        int head = MAGIC_BYTES + random.nextInt(bytes.length - MAGIC_BYTES);
        int tail = random.nextInt(other.length);
        byte[] both = Arrays.copyOf(bytes, head + tail);
        System.arraycopy(other, other.length - tail, both, head, tail);
        return both;
    }

    byte[] sealed(byte[] body) {
        byte[] artifact = Arrays.copyOf(body, body.length + HASH_BYTES);
        System.arraycopy(digest.digest(body), 0, artifact, body.length, HASH_BYTES);
        return artifact;
    }
}
