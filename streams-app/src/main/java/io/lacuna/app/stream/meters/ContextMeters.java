package io.lacuna.app.stream.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Metrics of remembered keys. Safe to share between threads. */
public final class ContextMeters {
    private final Counter withoutKey;
    private final Counter tooLate;
    private final Counter forgotten;

    ContextMeters(MeterRegistry registry) {
        withoutKey = without(registry, "no_key");
        tooLate = without(registry, "too_late");
        forgotten = Counter.builder("lacuna.context.forgotten")
                .description("Keys deleted from the store because of their age")
                .register(registry);
    }

    private static Counter without(MeterRegistry registry, String reason) {
        return Counter.builder("lacuna.context.without")
                .description("Records filled without a past although the model can use one, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    /** A record without a key. */
    public void withoutKey() {
        withoutKey.increment();
    }

    /** A record that is too late. */
    public void tooLate() {
        tooLate.increment();
    }

    /** Keys were deleted. */
    public void forgotten(int keys) {
        forgotten.increment(keys);
    }
}
