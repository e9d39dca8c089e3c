package io.lacuna.app.stream;

import io.lacuna.app.stream.failure.OutcomeBooks;
import io.lacuna.app.stream.failure.RecordInHand.Hand;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A stream thread's producer that records what its transactions commit and which outputs the brokers refuse. */
final class CommittingProducer extends KafkaProducer<byte[], byte[]> {
    private final OutcomeBooks books;
    private final Map<TopicPartition, OffsetAndMetadata> inTransaction = new HashMap<>();
    private final Runnable untilSent = this::flush;

    CommittingProducer(Map<String, Object> settings, OutcomeBooks books) {
        super(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.books = books;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        Hand hand = books.hand().here();
        TopicPartition partition = hand.partition();
        long offset = hand.offset();
        boolean alone = hand.isAlone();
        hand.sending(untilSent);
        try {
            return super.send(record, (metadata, failure) -> {
                if ((Object) failure != null) {
                    hand.refused(partition, offset, alone, failure);
                }
                if (callback != null) {
                    callback.onCompletion(metadata, failure);
                }
            });
        } catch (KafkaException failure) {
            // The producer may refuse further outputs before it reports the first refused one.
            hand.refused(partition, offset, alone, failure);
            throw failure;
        }
    }

    @Override
    public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        super.sendOffsetsToTransaction(offsets, group);
        inTransaction.putAll(offsets);
    }

    @Override
    public void commitTransaction() {
        long begunNanos = System.nanoTime();
        try {
            super.commitTransaction();
        } catch (TimeoutException unknown) {
            inTransaction.forEach((partition, offset) -> books.counts().inDoubt(partition, offset.offset()));
            throw unknown;
        }
        books.committed(inTransaction, begunNanos);
        inTransaction.clear();
    }

    @Override
    public void abortTransaction() {
        inTransaction.clear();
        super.abortTransaction();
    }
}
