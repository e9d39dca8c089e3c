package io.lacuna.benchmarks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a server that answers plain requests after a given time, and others never. */
class HttpProbeTest {
    private final List<Socket> held = new ArrayList<>();
    private volatile int answerMs;
    private ServerSocket server;

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(() -> {
            while (!server.isClosed()) {
                try {
                    answer(server.accept());
                } catch (IOException | InterruptedException over) {
                    // The client is gone, or the test is over.
                }
            }
        });
        accepting.setDaemon(true);
        accepting.start();
    }

    private void answer(Socket client) throws IOException, InterruptedException {
        held.add(client);
        if (client.getInputStream().read() == 'G') {
            Thread.sleep(answerMs);
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.close();
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        for (Socket socket : held) {
            socket.close();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void theBeginningOfTheAnswerIsTheOutcome() throws Exception {
        assertThat(new HttpProbe(server.getLocalPort(), 2_000).request(bytes("GET /")))
                .isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void aRequestThatIsNotAnsweredWherePlainOnesAreHangs() {
        assertThatThrownBy(() -> new HttpProbe(server.getLocalPort(), 200).request(bytes("X")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no answer within 200 ms");
    }

    @Test
    void aServerThatIsSlowWithEverythingDoesNotHang() throws Exception {
        answerMs = 700;
        assertThat(new HttpProbe(server.getLocalPort(), 300).request(bytes("GET /")))
                .isEqualTo("HTTP/1.1 200 OK");
    }
}
