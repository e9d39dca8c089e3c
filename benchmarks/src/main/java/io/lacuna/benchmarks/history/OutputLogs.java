package io.lacuna.benchmarks.history;

import io.lacuna.benchmarks.history.Write.Fate;
import io.lacuna.benchmarks.history.Write.TransactionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Reads a partition's log from the segment files of a broker: each record with the producer that wrote it, and each
 * transaction with the marker that ended it. No consumer's filter is between.
 */
final class OutputLogs {
    private OutputLogs() {}

    /** Takes a record of a log; returns what it is, with a fate that is not known yet. */
    interface Reading {
        Write write(Record record, TransactionId transaction);
    }

    /** Writes of a log in its order; the directory is one of a broker's partitions and ends with its number. */
    static List<Write> read(Path directory, Reading reading) {
        List<Write> writes = new ArrayList<>();
        Map<Long, List<Integer>> openByProducer = new HashMap<>();
        for (Path segment : segments(directory)) {
            try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
                for (RecordBatch batch : records.batches()) {
                    read(batch, writes, openByProducer, reading);
                }
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return writes;
    }

    private static void read(
            RecordBatch batch, List<Write> writes, Map<Long, List<Integer>> openByProducer, Reading reading) {
        for (Record record : batch) {
            if (batch.isControlBatch()) {
                ControlRecordType type = ControlRecordType.parse(record.key());
                Fate fate = type == ControlRecordType.COMMIT ? Fate.COMMITTED : Fate.ABORTED;
                List<Integer> open = openByProducer.remove(batch.producerId());
                if (open != null) {
                    open.forEach(at -> writes.set(at, ended(writes.get(at), fate)));
                }
            } else {
                TransactionId transaction = new TransactionId(batch.producerId(), batch.producerEpoch());
                Write write = reading.write(record, transaction);
                if (batch.isTransactional()) {
                    openByProducer
                            .computeIfAbsent(batch.producerId(), first -> new ArrayList<>())
                            .add(writes.size());
                    writes.add(write);
                } else {
                    writes.add(ended(write, Fate.COMMITTED));
                }
            }
        }
    }

    private static Write ended(Write write, Fate fate) {
        return new Write(
                write.offset(),
                write.role(),
                write.sourcePartition(),
                write.sourceOffset(),
                write.generation(),
                write.pastCells(),
                write.digest(),
                write.transaction(),
                fate);
    }

    private static List<Path> segments(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The bytes of a key or value. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
