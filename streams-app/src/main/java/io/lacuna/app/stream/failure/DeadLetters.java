package io.lacuna.app.stream.failure;

import io.lacuna.app.progress.OutcomeCounts.Outcome;
import io.lacuna.internal.avro.OtherFormatException;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Decides which failures belong to the record, which then goes to the dead-letter topic while the stream continues.
 * Other failures, such as an unreachable registry or broker or a bug in Lacuna, stop the thread, and the record is
 * tried again.
 */
public final class DeadLetters {
    private DeadLetters() {}

    static boolean isOutage(@Nullable Throwable failure) {
        return comesOf(failure, RegistryUnavailableException.class);
    }

    static boolean isRefusal(@Nullable Throwable failure) {
        return comesOf(failure, SchemaRefusedException.class);
    }

    /** Whether the thread ended because the input has another format. */
    static boolean isOtherFormat(@Nullable Throwable failure) {
        return comesOf(failure, OtherFormatException.class);
    }

    private static boolean comesOf(@Nullable Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** The outcome books of the stream that a handler belongs to. */
    private static OutcomeBooks books(Map<String, ?> configs) {
        return (OutcomeBooks) Objects.requireNonNull(configs.get(OutcomeBooks.KEY), OutcomeBooks.KEY);
    }

    /** Handles records that cannot be decoded or used. */
    public static final class Processing extends LogAndContinueProcessingExceptionHandler {
        private @Nullable OutcomeBooks books;

        @Override
        public void configure(Map<String, ?> configs) {
            super.configure(configs);
            books = books(configs);
        }

        @Override
        public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
            OutcomeBooks kept = Objects.requireNonNull(books, "configure comes first");
            boolean undecoded = record.value() instanceof Undecoded own && own.failure() == exception;
            if (undecoded ? kept.formats().isOther(exception) : !(exception instanceof UnusableRecordException)) {
                return Response.fail();
            }
            kept.hand().done();
            kept.deadLetters().reason(exception);
            kept.reasons().accept((undecoded ? DeadLetterReason.UNREADABLE : DeadLetterReason.of(exception)).word());
            kept.counts()
                    .outcome(
                            new TopicPartition(context.topic(), context.partition()),
                            context.offset(),
                            Outcome.DEAD_LETTER);
            return super.handleError(context, record, exception);
        }
    }

    /**
     * Handles records that the brokers refuse. Kafka's own handler would send a dead letter from the producer's sender
     * thread, and wait a minute for that same thread. Instead the stream thread ends and reads the record again.
     */
    public static final class Production implements ProductionExceptionHandler {
        @Override
        public Response handleError(
                ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
            return exception instanceof RetriableException ? Response.retry() : Response.fail();
        }

        @Override
        public void configure(Map<String, ?> configs) {}
    }
}
