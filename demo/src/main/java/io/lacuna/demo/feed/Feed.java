package io.lacuna.demo.feed;

import io.lacuna.data.Features;
import java.util.Iterator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Records for the demo, one after the other, with the values their gaps would have had. Not safe to share. */
public interface Feed extends Iterator<Feed.Row> {

    /** Schema of the records. */
    Schema schema();

    /** How many records there are. */
    long size();

    /** The first record of changed sensors; at least {@link #size} where nothing changes. */
    long driftAt();

    /** The fields that have gaps or help to fill them, by name; cells of rows stand in this order. */
    Features features();

    /**
     * @param truth d true values; NaN where nobody knows
     * @param observed d values sent; NaN = missing
     * @param record the record that carries the observed values
     */
    record Row(double[] truth, double[] observed, GenericRecord record) {}
}
