package io.lacuna.benchmarks.attacks;

import static io.lacuna.benchmarks.attacks.Attack.must;

import io.lacuna.app.stream.StreamApp;
import io.lacuna.app.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Slow connections and many quick ones at once, on the port of health itself: 200 clients that do not end their request or do not
 * read the answer, and 10,000 connections that ask for the status, four at a time. Health is asked until all of these are answered.
 */
final class HealthAttack {
    private static final int SLOW = 200;
    private static final int QUICK = 10_000;
    private static final int AT_A_TIME = 4;
    private static final double MOST_MS = 100;
    private static final double SHARE = 0.99;

    private HealthAttack() {}

    static Attack attack() {
        return new Attack(
                "health",
                "200 slow connections and 10,000 quick ones: 99 of 100 answers of /health/live within 100 ms",
                HealthAttack::run);
    }

    private static void run(AttackRig rig) throws Exception {
        List<Socket> slow = new ArrayList<>();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        try (AttackedPipeline pipeline = rig.pipeline(Map.of());
                StreamApp app = pipeline.start();
                WebServer web = WebServer.listen("127.0.0.1", 0)
                        .health(app::isAlive, app::notReady)
                        .metrics(app.meters()::scrape)
                        .json("/api/status", app::status)
                        .start()) {
            for (int i = 0; i < SLOW; i++) {
                Socket socket = connection(web.port());
                say(socket, i % 2 == 0 ? "GET /metr" : "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
                slow.add(socket);
            }
            for (int i = 0; i < AT_A_TIME; i++) {
                Thread client = new Thread(() -> {
                    while (begun.getAndIncrement() < QUICK) {
                        answered.addAndGet(isAnswered(web.port(), "/api/status") ? 1 : 0);
                    }
                });
                client.start();
                clients.add(client);
            }
            List<Double> ms = new ArrayList<>();
            while (clients.stream().anyMatch(Thread::isAlive)) {
                long began = System.nanoTime();
                must(isAnswered(web.port(), "/health/live"), "/health/live is not answered");
                ms.add((System.nanoTime() - began) / 1e6);
                Thread.sleep(10);
            }
            ms.sort(null);
            double late = ms.get((int) (SHARE * (ms.size() - 1)));
            must(answered.get() == QUICK, answered.get() + " of " + QUICK + " quick connections are answered");
            must(
                    late <= MOST_MS,
                    String.format(
                            Locale.ROOT,
                            "of %d answers the median came after %.1f ms, the 99th percentile after %.1f ms, the last after %.1f ms",
                            ms.size(),
                            ms.get(ms.size() / 2),
                            late,
                            ms.get(ms.size() - 1)));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static Socket connection(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void say(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isAnswered(int port, String path) {
        try (Socket socket = connection(port)) {
            say(socket, "GET " + path + " HTTP/1.0\r\n\r\n");
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.startsWith("200", "HTTP/1.1 ".length());
        } catch (IOException refused) {
            return false;
        }
    }
}
