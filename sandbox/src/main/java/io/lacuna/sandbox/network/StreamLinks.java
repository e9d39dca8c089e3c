package io.lacuna.sandbox.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A link that can fail between each stream and each broker. Every broker has a listener for each stream, and advertises
 * the link's port for it, so that a stream always uses its own links. Safe for concurrent use.
 *
 * <pre>{@code
 * try (StreamLinks links = StreamLinks.open(1, 3);
 *         BrokerCluster brokers = BrokerCluster.start(folder, 3, links::listeners)) {
 *     links.toBroker(2, FaultyLink::blackhole);   // for a client of links.bootstrapServers(0)
 * }
 * }</pre>
 */
public final class StreamLinks implements AutoCloseable {
    /** By stream, then by broker; brokers count from 1. */
    private final List<List<FaultyLink>> links = new ArrayList<>();

    /** The ports behind the links. */
    private final List<List<Integer>> listeners = new ArrayList<>();

    private StreamLinks() {}

    /** Links of this many streams to this many brokers. */
    public static StreamLinks open(int streams, int brokers) throws IOException {
        StreamLinks opened = new StreamLinks();
        List<ServerSocket> held = new ArrayList<>(); // All at the same time, so that no two ports are equal.
        for (int i = 0; i < streams; i++) {
            List<Integer> ports = new ArrayList<>();
            List<FaultyLink> each = new ArrayList<>();
            for (int b = 0; b < brokers; b++) {
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(free);
                ports.add(free.getLocalPort());
                each.add(FaultyLink.to(free.getLocalPort()));
            }
            opened.listeners.add(ports);
            opened.links.add(each);
        }
        for (ServerSocket free : held) {
            free.close();
        }
        return opened;
    }

    /** Settings of a broker; brokers count from 1. */
    public Map<String, String> listeners(int node) {
        StringBuilder bound = new StringBuilder();
        StringBuilder advertised = new StringBuilder("PLAINTEXT://127.0.0.1:${port}");
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (int i = 0; i < links.size(); i++) {
            String name = "STREAM" + i;
            bound.append(i == 0 ? "" : ",").append(name).append("://127.0.0.1:");
            bound.append(listeners.get(i).get(node - 1));
            advertised.append(",").append(name).append("://127.0.0.1:");
            advertised.append(links.get(i).get(node - 1).port());
            protocols.append(",").append(name).append(":PLAINTEXT");
        }
        return Map.of(
                "listeners", bound.toString(),
                "advertised.listeners", advertised.toString(),
                "listener.security.protocol.map", protocols.toString());
    }

    /** Where a stream finds the brokers; streams count from 0. */
    public String bootstrapServers(int stream) {
        return links.get(stream).stream()
                .map(link -> "127.0.0.1:" + link.port())
                .collect(Collectors.joining(","));
    }

    /** A fault for the links of one stream to all brokers. */
    public void ofStream(int stream, Consumer<FaultyLink> fault) {
        links.get(stream).forEach(fault);
    }

    /** A fault for the links of all streams to one broker. */
    public void toBroker(int node, Consumer<FaultyLink> fault) {
        links.forEach(each -> fault.accept(each.get(node - 1)));
    }

    /** A fault for all links. */
    public void all(Consumer<FaultyLink> fault) {
        links.forEach(each -> each.forEach(fault));
    }

    @Override
    public void close() throws IOException {
        for (List<FaultyLink> each : links) {
            for (FaultyLink link : each) {
                link.close();
            }
        }
    }
}
