package io.lacuna.app.watch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A pattern of missing fields as one hexadecimal number: bit j is set where the field at place j is missing. */
final class PatternCode {
    private PatternCode() {}

    /** @param pattern names of the missing fields, with commas, in the order of their places; Avro's names have none */
    static String encode(String pattern, Map<String, Integer> places) {
        BigInteger bits = BigInteger.ZERO;
        for (String name : pattern.isEmpty() ? new String[0] : pattern.split(",")) {
            bits = bits.setBit(Objects.requireNonNull(places.get(name)));
        }
        return bits.toString(16);
    }

    static String decode(String code, List<String> names) {
        BigInteger bits = new BigInteger(code, 16);
        List<String> missing = new ArrayList<>();
        for (int j = 0; j < names.size(); j++) {
            if (bits.testBit(j)) {
                missing.add(names.get(j));
            }
        }
        return String.join(",", missing);
    }
}
