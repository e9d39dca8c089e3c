package io.lacuna.app.cluster;

import io.lacuna.sandbox.process.*;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts a broker in the given directory, writes its process id there, and then only waits. */
public final class BrokerHolder {
    private BrokerHolder() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        BrokerCluster cluster = BrokerCluster.start(directory.resolve("held"), 1);
        Path ready = directory.resolve("broker.pid.part");
        Files.writeString(ready, Long.toString(cluster.broker(1).pid()));
        Files.move(ready, directory.resolve("broker.pid"));
        Thread.sleep(Long.MAX_VALUE);
    }
}
