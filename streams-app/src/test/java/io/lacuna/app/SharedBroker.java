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
 * Hands one running broker to every test class that asks for a {@link BrokerCluster}: started at the first need, ended
 * with the test run. Tests share it, so they use topics, groups and application ids of their own and do not hurt it.
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
            // Streams replace threads that die, and waiting tests are not to take such a death for their own.
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
