package io.lacuna.app.watch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Codes a pattern of missing fields as a hexadecimal number: bit j is set where the field at position j is missing. */
final class PatternCode {
    private PatternCode() {}

    /**
     * @param pattern names of the missing fields, separated by commas, in order of position; Avro names contain no
     *     comma
     */
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
