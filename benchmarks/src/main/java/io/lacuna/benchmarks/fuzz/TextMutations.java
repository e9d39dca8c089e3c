package io.lacuna.benchmarks.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes to input of any form: bits and bytes, pieces left out, repeated, spliced, words put in. One thread owns it. */
final class TextMutations {
    private static final int LONGEST = 1 << 15;
    private static final int MOST_REPEATS = 300;

    private final SplittableRandom random;

    TextMutations(SplittableRandom random) {
        this.random = random;
    }

    byte[] mutated(byte[] bytes, byte[] other, List<byte[]> words) {
        byte[] changed = bytes.clone();
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            changed = changed(changed, other, words);
        }
        return changed.length > LONGEST ? Arrays.copyOf(changed, LONGEST) : changed;
    }

    private byte[] changed(byte[] bytes, byte[] other, List<byte[]> words) {
        if (bytes.length == 0) {
            return other.clone();
        }
        int place = random.nextInt(bytes.length);
        switch (random.nextInt(8)) {
            case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[place] = (byte) random.nextInt(256);
            case 2 -> bytes[place] = (byte) (random.nextBoolean() ? 0xff : 0x80);
            case 3 -> {
                int end = Math.min(bytes.length, place + 1 + random.nextInt(64));
                return spliced(bytes, place, new byte[0], end);
            }
            case 4 -> {
                int end = Math.min(bytes.length, place + 1 + random.nextInt(32));
                return repeated(bytes, place, Arrays.copyOfRange(bytes, place, end));
            }
            case 5 -> {
                int from = random.nextInt(other.length + 1);
                return spliced(bytes, place, Arrays.copyOfRange(other, from, other.length), bytes.length);
            }
            default -> {
                byte[] word = words.get(random.nextInt(words.size()));
                return random.nextInt(8) == 0
                        ? repeated(bytes, place, word)
                        : spliced(bytes, place, word, Math.min(bytes.length, place + random.nextInt(8)));
            }
        }
        return bytes;
    }

    private byte[] repeated(byte[] bytes, int place, byte[] piece) {
        int times = 1 + random.nextInt(random.nextInt(16) == 0 ? MOST_REPEATS : 2);
        byte[] many = new byte[times * piece.length];
        for (int i = 0; i < times; i++) {
            System.arraycopy(piece, 0, many, i * piece.length, piece.length);
        }
        return spliced(bytes, place, many, place);
    }

    /** The bytes with what is between two places replaced. */
    private static byte[] spliced(byte[] bytes, int from, byte[] middle, int to) {
        byte[] all = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, all, from, middle.length);
        System.arraycopy(bytes, to, all, from + middle.length, bytes.length - to);
        return all;
    }
}
