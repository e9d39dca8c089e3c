package io.lacuna.app.table;

import io.lacuna.app.table.column.ColumnSketch;
import io.lacuna.app.table.column.Decimals;
import io.lacuna.data.Features;
import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * How the columns of the training table were written, kept in the model's provenance: other tables are filled with the
 * same resolution, and a different unit is detected. Immutable.
 *
 * @param decimals resolution of each feature's numbers, by feature name
 * @param units unit of each feature that has one, by feature name
 * @param digits decimal places of every filled number, if the user sets them
 */
record FittedColumns(Map<String, Decimals> decimals, Map<String, String> units, OptionalInt digits) {
    static final FittedColumns NONE = new FittedColumns(Map.of(), Map.of(), OptionalInt.empty());

    private static final String DECIMALS = "fit.columns.decimals";
    private static final String UNIT = "fit.columns.unit.";

    FittedColumns {
        decimals = Map.copyOf(decimals);
        units = Map.copyOf(units);
    }

    static FittedColumns of(TableProfile profile, Features features) {
        Map<String, Decimals> decimals = new HashMap<>();
        Map<String, String> units = new HashMap<>();
        for (ColumnSketch sketch : profile.sketches()) {
            int f = features.indexOf(sketch.name());
            if (f >= 0 && features.get(f).isContinuous()) {
                decimals.put(sketch.name(), sketch.decimals());
                if (!sketch.style().unit().isEmpty()) {
                    units.put(sketch.name(), sketch.style().unit());
                }
            }
        }
        return new FittedColumns(decimals, units, OptionalInt.empty());
    }

    /** As provenance entries. */
    Map<String, String> entries(Features features) {
        List<String> all = new ArrayList<>();
        Map<String, String> entries = new TreeMap<>();
        for (int f = 0; f < features.size(); f++) {
            String name = features.get(f).name();
            Decimals places = decimals.getOrDefault(name, Decimals.UNKNOWN);
            all.add(places.most() == Decimals.FREE ? "" : places.most() + "/" + places.written());
            if (units.containsKey(name)) {
                entries.put(UNIT + (f + 1), units.get(name));
            }
        }
        entries.put(DECIMALS, String.join(",", all));
        return entries;
    }

    /** Reads the entries for these features; empty values where the provenance has no usable entry. */
    static FittedColumns in(Provenance provenance, Features features) {
        String[] places = provenance.entries().getOrDefault(DECIMALS, "").split(",", -1);
        if (places.length != features.size()) {
            return NONE;
        }
        Map<String, Decimals> decimals = new HashMap<>();
        Map<String, String> units = new HashMap<>();
        for (int f = 0; f < places.length; f++) {
            String name = features.get(f).name();
            if (places[f].matches("\\d{1,3}/\\d{1,3}")) {
                String[] parts = places[f].split("/");
                decimals.put(name, new Decimals(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
            }
            String unit = provenance.entries().get(UNIT + (f + 1));
            if (unit != null) {
                units.put(name, unit);
            }
        }
        return new FittedColumns(decimals, units, OptionalInt.empty());
    }

    /** A copy with one resolution for all numbers, if one is given. */
    FittedColumns rounding(OptionalInt digits) {
        return new FittedColumns(decimals, units, digits);
    }

    /** The resolution of filled cells: the finer one of the training table and the table that is filled. */
    Decimals decimals(ColumnSketch column) {
        if (digits.isPresent()) {
            return new Decimals(digits.getAsInt(), 0);
        }
        Decimals here = column.decimals();
        Decimals then = decimals.getOrDefault(column.name(), Decimals.UNKNOWN);
        if (then.most() == Decimals.FREE) {
            return column.tells() ? here : Decimals.UNKNOWN;
        }
        return here.most() == Decimals.FREE ? then : new Decimals(Math.max(here.most(), then.most()), here.written());
    }
}
