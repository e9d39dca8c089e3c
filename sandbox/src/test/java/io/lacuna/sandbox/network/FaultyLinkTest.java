package io.lacuna.sandbox.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Between a client and a service that sends each byte back. */
class FaultyLinkTest {
    private final AtomicInteger arrived = new AtomicInteger();
    private ServerSocket service;
    private FaultyLink link;
    private Socket client;

    @BeforeEach
    void connect() throws IOException {
        service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread echo = new Thread(this::echo);
        echo.setDaemon(true);
        echo.start();
        link = FaultyLink.to(service.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), link.port());
        client.setTcpNoDelay(true);
        client.setSoTimeout(10_000);
        assertThat(ask(7)).isEqualTo(7);
    }

    private void echo() {
        while (!service.isClosed()) {
            try (Socket socket = service.accept()) {
                for (int one = socket.getInputStream().read();
                        one >= 0;
                        one = socket.getInputStream().read()) {
                    arrived.incrementAndGet();
                    socket.getOutputStream().write(one);
                }
            } catch (IOException gone) {
                // The client hung up, or the test is over.
            }
        }
    }

    private int ask(int one) throws IOException {
        client.getOutputStream().write(one);
        return client.getInputStream().read();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        link.close();
        service.close();
    }

    @Test
    void inABlackholeNothingArrivesUntilItPasses() throws Exception {
        client.setSoTimeout(300);
        link.blackhole();
        assertThatThrownBy(() -> ask(8)).isInstanceOf(SocketTimeoutException.class);
        assertThat(arrived).hasValue(1);
        client.setSoTimeout(10_000);
        link.pass();
        assertThat(client.getInputStream().read()).isEqualTo(8);
    }

    @Test
    void halfOpenTheServiceHearsAndTheClientDoesNot() throws Exception {
        client.setSoTimeout(300);
        link.halfOpen();
        assertThatThrownBy(() -> ask(8)).isInstanceOf(SocketTimeoutException.class);
        for (int wait = 0; wait < 100 && arrived.get() < 2; wait++) {
            Thread.sleep(50);
        }
        assertThat(arrived).hasValue(2);
        client.setSoTimeout(10_000);
        link.pass();
        assertThat(client.getInputStream().read()).isEqualTo(8);
    }

    @Test
    void aResetIsAnErrorOfTheConnectionAndTheNextOneIsSound() throws Exception {
        link.reset();
        assertThatThrownBy(() -> ask(8)).isInstanceOf(SocketException.class);
        client = new Socket(InetAddress.getLoopbackAddress(), link.port());
        assertThat(ask(9)).isEqualTo(9);
    }

    @Test
    void latencyAndThrottleTakeTheirTime() throws Exception {
        link.latency(Duration.ofMillis(150));
        long began = System.nanoTime();
        ask(8);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
        link.throttle(100);
        began = System.nanoTime();
        client.getOutputStream().write(new byte[50]);
        client.getInputStream().readNBytes(50);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(450));
    }

    @Test
    void whileItRefusesTheServiceSeemsGoneAndOnTheSamePortItComesBack() throws Exception {
        int port = link.port();
        link.refuse();
        assertThatThrownBy(() -> ask(8)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(IOException.class);
        link.pass();
        try (Socket again = new Socket(InetAddress.getLoopbackAddress(), port)) {
            again.setSoTimeout(10_000);
            again.getOutputStream().write(9);
            assertThat(again.getInputStream().read()).isEqualTo(9);
        }
    }
}
