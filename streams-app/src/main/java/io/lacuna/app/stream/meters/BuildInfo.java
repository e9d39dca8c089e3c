package io.lacuna.app.stream.meters;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.common.utils.AppInfoParser;

/** The metric {@code lacuna_build_info}: always 1, with the versions as labels. */
public final class BuildInfo {
    private BuildInfo() {}

    public static void register(MeterRegistry registry) {
        String version = BuildInfo.class.getPackage().getImplementationVersion();
        Gauge.builder("lacuna.build.info", () -> 1)
                .description("Versions of Lacuna, Kafka and Java")
                .tag("version", version == null ? "development" : version)
                .tag("kafka", AppInfoParser.getVersion())
                .tag("java", System.getProperty("java.version", "unknown"))
                .register(registry);
    }
}
