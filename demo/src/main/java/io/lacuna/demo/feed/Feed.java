package io.lacuna.demo.feed;

import io.lacuna.data.Features;
import java.util.Iterator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Records for the demo, one after another, with the true values of their gaps. Mutable; one thread owns it. */
public interface Feed extends Iterator<Feed.Row> {
    /** The time of records without one: they are sent with the time of the sending. */
    long NOW = -1;

    /** Schema of the records. */
    Schema schema();

    /** The number of records. */
    long size();

    /** The index of the first drifted record; at least {@link #size} if nothing drifts. */
    long driftAt();

    /** The fields that have gaps or help to fill them; the cells of rows are in this order. */
    Features features();

    /** The time of a record, in milliseconds since 1970 UTC; {@link #NOW} if the rows have no time. */
    long timeMs(long index);

    /**
     * @param key the record's key; null for none
     * @param truth d true values; NaN where unknown
     * @param observed d values sent; NaN = missing
     * @param record the record with the observed values
     */
    record Row(@Nullable String key, double[] truth, double[] observed, GenericRecord record) {}
}
