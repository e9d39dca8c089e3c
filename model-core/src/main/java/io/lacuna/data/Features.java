package io.lacuna.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The features of a table or model, in order. Immutable.
 *
 * @param list at least one feature, all names different
 */
public record Features(List<Feature> list) {
    public Features {
        list = List.copyOf(list);
        if (list.isEmpty()) {
            throw new IllegalArgumentException("no feature to work on");
        }
        Map<String, Integer> seen = new HashMap<>();
        for (Feature feature : list) {
            if (seen.put(feature.name(), seen.size()) != null) {
                throw new IllegalArgumentException("feature '" + feature.name() + "' appears twice");
            }
        }
    }

    public int size() {
        return list.size();
    }

    public Feature get(int index) {
        return list.get(index);
    }

    /** The index of the feature with this name, or -1. It scans the list: look names up once, not for every record. */
    public int indexOf(String name) {
        for (int j = 0; j < list.size(); j++) {
            if (list.get(j).name().equals(name)) {
                return j;
            }
        }
        return -1;
    }
}
