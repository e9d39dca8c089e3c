package io.lacuna.demo.feed;

import io.lacuna.app.table.CsvTable;
import io.lacuna.app.table.column.Column;
import io.lacuna.app.table.column.ColumnChoices;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * The rows of a table, each once and in order. They keep their own gaps, whose true values are unknown. In addition, a
 * share of the observed cells is hidden, to be scored. Columns become nullable fields. In column names, characters that
 * Avro does not allow become underscores.
 */
public final class TableFeed implements Feed {
    private final Table table;
    private final Masks masks;
    private final Schema schema;
    private final Features features;
    private int next;

    private TableFeed(Table table, Masks masks, Schema schema) {
        this.table = table;
        this.masks = masks;
        this.schema = schema;
        this.features = AvroCells.features(schema);
    }

    /**
     * @param hidden share of the observed cells that are hidden, 0 to 1
     * @throws TableException if the file is not a table that can be modelled
     */
    public static TableFeed read(Path file, ColumnChoices choices, double hidden, long seed) throws TableException {
        CsvTable csv = CsvTable.read(file, choices);
        List<Feature> columns = new ArrayList<>();
        csv.columns().stream().map(Column::feature).forEach(feature -> feature.ifPresent(columns::add));
        Masks masks = Masks.completelyAtRandom(csv.table(), hidden, Seeds.random(seed, "demo.hidden"));
        return new TableFeed(csv.table(), masks, schema(columns));
    }

    private static Schema schema(List<Feature> columns) {
        Set<String> taken = new HashSet<>();
        List<Schema.Field> fields = new ArrayList<>();
        for (Feature column : columns) {
            Schema value = value(column, name("Column_" + column.name(), taken));
            Schema nullable = Schema.createUnion(Schema.create(Schema.Type.NULL), value);
            String doc = "Column '" + column.name() + "'.";
            fields.add(new Schema.Field(name(column.name(), taken), nullable, doc, Schema.Field.NULL_DEFAULT_VALUE));
        }
        return Schema.createRecord("Row", "A row of a table.", "io.lacuna.demo", false, fields);
    }

    private static Schema value(Feature column, String typeName) {
        if (column.type() instanceof FeatureType.Categorical categorical) {
            Set<String> taken = new HashSet<>();
            List<String> symbols = categorical.labels().stream()
                    .map(label -> name(label, taken))
                    .toList();
            return Schema.createEnum(typeName, null, null, symbols);
        }
        return Schema.create(column.isContinuous() ? Schema.Type.DOUBLE : Schema.Type.BOOLEAN);
    }

    /** The text as a name that Avro allows and that is not in use yet. */
    private static String name(String text, Set<String> taken) {
        String plain = text.replaceAll("[^A-Za-z0-9_]", "_");
        String name = plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
        String free = name;
        for (int n = 2; !taken.add(free); n++) {
            free = name + "_" + n;
        }
        return free;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public Features features() {
        return features;
    }

    @Override
    public long size() {
        return table.size();
    }

    @Override
    public long driftAt() {
        return table.size();
    }

    @Override
    public boolean hasNext() {
        return next < table.size();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + table.size() + " rows are taken");
        }
        double[] observed = masks.table().row(next);
        GenericRecord record = new GenericData.Record(schema);
        AvroCells.put(record, features, observed);
        return new Row(null, table.row(next++), observed, record);
    }

    @Override
    public long timeMs(long index) {
        return NOW;
    }
}
