package io.lacuna.benchmarks.faults;

import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.util.concurrent.CountDownLatch;

/** A registry in a JVM of its own, so that it can be frozen like any other process; it prints its address. */
public final class RegistryMain {
    private RegistryMain() {}

    public static void main(String[] arguments) throws Exception {
        InMemoryRegistry registry = InMemoryRegistry.start(0);
        System.out.println(registry.url());
        new CountDownLatch(1).await();
    }
}
