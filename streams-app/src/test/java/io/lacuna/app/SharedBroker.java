package io.lacuna.app;

import io.lacuna.app.stream.failure.StreamDeaths;
import io.lacuna.sandbox.process.BrokerCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides one running broker to every test class that has a {@link BrokerCluster} parameter. It starts at the first
 * use and ends with the test run. Tests share it, so they must use their own topics, groups and application ids and
 * must not harm it.
 *
 * <pre>{@code
 * @ExtendWith(SharedBroker.class)
 * class SomethingIT {
 *     @Test
 *     void flows(BrokerCluster broker) {}
 * }
 * }</pre>
 */
public final class SharedBroker implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedBroker.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == BrokerCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("broker", key -> new Running(), Running.class)
                .cluster;
    }

    private static final class Running implements Store.CloseableResource, AutoCloseable {
        private final BrokerCluster cluster;

        Running() {
            // Streams replace threads that die; a test that waits must not fail because of such a death.
            Awaitility.doNotCatchUncaughtExceptionsByDefault();
            StreamDeaths.keepQuiet();
            try {
                Path target = Files.createDirectories(Path.of("target"));
                cluster = BrokerCluster.start(Files.createTempDirectory(target, "broker-"), 1);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
