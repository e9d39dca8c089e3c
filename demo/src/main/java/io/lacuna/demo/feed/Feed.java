package io.lacuna.demo.feed;

import io.lacuna.data.Features;
import java.util.Iterator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Records for the demo, one after another, with the true values of their gaps. Mutable; one thread owns it. */
public interface Feed extends Iterator<Feed.Row> {

    /** Schema of the records. */
    Schema schema();

    /** The number of records. */
    long size();

    /** The index of the first drifted record; at least {@link #size} if nothing drifts. */
    long driftAt();

    /** The fields that have gaps or help to fill them; the cells of rows are in this order. */
    Features features();

    /**
     * @param truth d true values; NaN where unknown
     * @param observed d values sent; NaN = missing
     * @param record the record with the observed values
     */
    record Row(double[] truth, double[] observed, GenericRecord record) {}
}
