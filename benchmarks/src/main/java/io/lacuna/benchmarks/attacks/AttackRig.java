package io.lacuna.benchmarks.attacks;

import io.lacuna.sandbox.network.FaultyLink;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A broker and a registry, each reached directly or through a link that can fail. */
final class AttackRig implements AutoCloseable {
    private final Path folder;
    private final BrokerCluster broker;
    private final FaultyLink brokerLink;
    private final InMemoryRegistry registry;
    private final FaultyLink registryLink;
    private int pipelines;

    AttackRig(Path folder) throws IOException {
        this.folder = folder;
        int listener;
        try (ServerSocket free = new ServerSocket(0)) {
            listener = free.getLocalPort();
        }
        brokerLink = FaultyLink.to(listener);
        // Clients that come in by the link are told its address, and so stay on it.
        broker = BrokerCluster.start(
                folder.resolve("broker"),
                1,
                Map.of(
                        "listeners",
                        "LINK://127.0.0.1:" + listener,
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:${port},LINK://127.0.0.1:" + brokerLink.port(),
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,LINK:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "auto.create.topics.enable",
                        "false"));
        registry = InMemoryRegistry.start(0);
        registryLink = FaultyLink.to(URI.create(registry.url()).getPort());
    }

    FaultyLink brokerLink() {
        return brokerLink;
    }

    FaultyLink registryLink() {
        return registryLink;
    }

    String registryUrl() {
        return registry.url();
    }

    Path folder() {
        return folder;
    }

    /** A new input topic with a model that serves it, reached directly. */
    AttackedPipeline pipeline(Map<String, String> keys) throws Exception {
        return pipeline(broker.bootstrapServers(), registry.url(), keys);
    }

    /** The same with a stream that reaches the broker through the link. */
    AttackedPipeline pipelineByLink(Map<String, String> keys) throws Exception {
        brokerLink.pass();
        return pipeline("127.0.0.1:" + brokerLink.port(), registry.url(), keys);
    }

    /** The same with a stream that reaches the registry through the link. */
    AttackedPipeline pipelineByRegistryLink(Map<String, String> keys) throws Exception {
        registryLink.pass();
        return pipeline(broker.bootstrapServers(), "http://127.0.0.1:" + registryLink.port(), keys);
    }

    private AttackedPipeline pipeline(String streams, String streamsRegistry, Map<String, String> keys)
            throws Exception {
        String topic = "attacked-" + pipelines++;
        return new AttackedPipeline(
                topic,
                broker.bootstrapServers(),
                registry.url(),
                streams,
                streamsRegistry,
                folder.resolve(topic).toString(),
                keys);
    }

    @Override
    public void close() throws IOException {
        brokerLink.close();
        registryLink.close();
        registry.close();
        broker.close();
    }
}
