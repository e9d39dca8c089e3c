package io.lacuna.benchmarks.history;

import io.lacuna.benchmarks.history.Write.Fate;
import io.lacuna.benchmarks.history.Write.Role;
import io.lacuna.benchmarks.history.Write.TransactionId;
import io.lacuna.internal.note.NoteReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.Record;

/** Reads from an output record which input record it belongs to: by Avro's own reader, from the registry's wire format. */
final class OutputReading {
    private static final int HEADER = 5;

    private final IntFunction<Schema> schemas;
    private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();

    /**
     * @param schemas the registry's schemas by id
     */
    OutputReading(IntFunction<Schema> schemas) {
        this.schemas = schemas;
    }

    /** A record of the imputed topic: filled, or a tombstone passed on. */
    Write imputed(Record record, TransactionId transaction) {
        if (!record.hasValue()) {
            String source = header(record, "lacuna.source");
            int at = source.lastIndexOf('@');
            int dash = source.lastIndexOf('-', at);
            return write(
                    record,
                    Role.PASSED_ON,
                    Integer.parseInt(source.substring(dash + 1, at)),
                    Long.parseLong(source.substring(at + 1)),
                    0,
                    0,
                    transaction);
        }
        GenericRecord note = (GenericRecord) decoded(record).get("imputation");
        return noted(record, Role.IMPUTED, note, pastCells(note), transaction);
    }

    /** A record of the latents topic. */
    Write latent(Record record, TransactionId transaction) {
        return noted(record, Role.LATENT, decoded(record), 0, transaction);
    }

    /** A record of the dead-letter topic. */
    static Write deadLetter(Record record, TransactionId transaction) {
        return write(
                record,
                Role.DEAD_LETTER,
                Integer.parseInt(header(record, "__streams.errors.partition")),
                Long.parseLong(header(record, "__streams.errors.offset")),
                0,
                0,
                transaction);
    }

    private static int pastCells(GenericRecord note) {
        return (int) NoteReader.cells(null, note).stream()
                .filter(cell -> cell.getContext() != null)
                .count();
    }

    private static Write noted(Record record, Role role, GenericRecord note, int pastCells, TransactionId transaction) {
        return write(
                record,
                role,
                (Integer) note.get("sourcePartition"),
                (Long) note.get("sourceOffset"),
                (Long) note.get("generation"),
                pastCells,
                transaction);
    }

    private static Write write(
            Record record,
            Role role,
            int partition,
            long offset,
            long generation,
            int pastCells,
            TransactionId transaction) {
        int digest = record.hasValue() ? Arrays.hashCode(OutputLogs.bytes(record.value())) : 0;
        return new Write(
                record.offset(), role, partition, offset, generation, pastCells, digest, transaction, Fate.OPEN);
    }

    private GenericRecord decoded(Record record) {
        byte[] value = OutputLogs.bytes(record.value());
        int id = ByteBuffer.wrap(value, 1, HEADER - 1).getInt();
        try {
            return readers.computeIfAbsent(id, unseen -> new GenericDatumReader<>(schemas.apply(unseen)))
                    .read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
        } catch (IOException malformed) {
            throw new UncheckedIOException("output at offset " + record.offset(), malformed);
        }
    }

    private static String header(Record record, String name) {
        for (Header header : record.headers()) {
            if (header.key().equals(name)) {
                return new String(header.value(), StandardCharsets.UTF_8);
            }
        }
        throw new IllegalStateException("the output at offset " + record.offset() + " has no header " + name);
    }
}
