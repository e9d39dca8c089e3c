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
    /**
     * Copies the list and checks it.
     *
     * @throws IllegalArgumentException if there is no feature, or two have the same name
     */
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

    /** {@return d, the number of features} */
    public int size() {
        return list.size();
    }

    /**
     * The feature at an index.
     *
     * @param index from 0 to d - 1
     * @return the feature
     */
    public Feature get(int index) {
        return list.get(index);
    }

    /**
     * The index of the feature with a name. It scans the list: look names up once, not for every record.
     *
     * @param name of the feature
     * @return its index, or -1 if there is none
     */
    public int indexOf(String name) {
        for (int j = 0; j < list.size(); j++) {
            if (list.get(j).name().equals(name)) {
                return j;
            }
        }
        return -1;
    }
}
