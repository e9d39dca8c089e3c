package io.lacuna.benchmarks.faults;

import io.lacuna.sandbox.registry.InMemoryRegistry;
import java.util.concurrent.CountDownLatch;

/** A registry in its own JVM, so that it can be frozen like any other process. It prints its address. */
public final class RegistryMain {
    private RegistryMain() {}

    public static void main(String[] arguments) throws Exception {
        InMemoryRegistry registry = InMemoryRegistry.start(0);
        System.out.println(registry.url());
        new CountDownLatch(1).await();
    }
}
