package io.lacuna.app.stream;

import io.lacuna.internal.registry.SchemaRegistry.RegistryUnavailableException;
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Which failures are the record's own, so that it goes to the dead-letter topic and the stream goes on, and which are
 * not: a registry or a broker that is away, a slip in Lacuna. Those stop the thread, and the record is tried again.
 */
final class DeadLetters {
    /** Key under which Kafka hands the handlers the metrics. */
    static final String METRICS = "lacuna.stream.metrics";

    private DeadLetters() {}

    static boolean isOutage(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return true;
            }
        }
        return false;
    }

    private static void count(@Nullable Object metrics) {
        if (metrics instanceof StreamMetrics counters) {
            counters.deadLetter();
        }
    }

    /** For records that cannot be decoded. */
    public static final class Deserialization extends LogAndContinueExceptionHandler {
        private @Nullable Object metrics;

        @Override
        public void configure(Map<String, ?> configs) {
            super.configure(configs);
            metrics = configs.get(METRICS);
        }

        @Override
        public Response handleError(
                ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
            boolean own = exception instanceof SerializationException && !isOutage(exception);
            if (!own) {
                return Response.fail();
            }
            count(metrics);
            return super.handleError(context, record, exception);
        }
    }

    /** For records that were decoded and cannot be used. */
    public static final class Processing extends LogAndContinueProcessingExceptionHandler {
        private @Nullable Object metrics;

        @Override
        public void configure(Map<String, ?> configs) {
            super.configure(configs);
            metrics = configs.get(METRICS);
        }

        @Override
        public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
            if (!(exception instanceof UnusableRecordException)) {
                return Response.fail();
            }
            count(metrics);
            return super.handleError(context, record, exception);
        }
    }
}
