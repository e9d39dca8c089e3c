package io.lacuna.internal.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.ErrorMessage;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.utils.UrlList;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.security.basicauth.BasicAuthCredentialProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.security.bearerauth.BearerAuthCredentialProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.utils.JacksonMapper;
import org.apache.flink.avro.shaded.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.avro.shaded.com.fasterxml.jackson.core.type.TypeReference;
import org.jspecify.annotations.Nullable;

/**
 * The transport of Confluent's client, with a deadline for a whole exchange and a limit for the answer. The client's
 * own timeouts apply to single reads only, so a registry that sends a byte per second would hold a thread for hours,
 * and the client reads answers of any size. Safe for concurrent use once set up.
 */
final class BoundedRestService extends RestService {
    /** Allowance for the text around a schema in an answer. */
    private static final int AROUND_BYTES = 64 * 1024;

    /** Largest number of abandoned exchanges that still wait for their next byte; beyond it no exchange is started. */
    private static final Semaphore OPEN = new Semaphore(64);

    private final long mostBytes;
    private final ThreadLocal<@Nullable Long> deadline = new ThreadLocal<>();

    private int connectTimeoutMs = 3_000;
    private int readTimeoutMs = 5_000;
    private @Nullable SSLSocketFactory sockets;
    private @Nullable HostnameVerifier hostnames;
    private @Nullable BasicAuthCredentialProvider basic;
    private @Nullable BearerAuthCredentialProvider bearer;
    private @Nullable Proxy proxy;
    private Map<String, String> headers = Map.of();

    /** The answer is longer than allowed. */
    static final class AnswerTooLongException extends IOException {
        private static final long serialVersionUID = 1;

        AnswerTooLongException(long mostBytes) {
            super("the answer is longer than " + mostBytes + " bytes");
        }
    }

    BoundedRestService(List<String> urls, int maxSchemaBytes) {
        super(urls);
        // In JSON most bytes of a schema's text stay one byte; quotes become two.
        mostBytes = 2L * maxSchemaBytes + AROUND_BYTES;
    }

    /** Sets the time by which later requests of the calling thread must be answered. */
    void answerBy(long nanoTime) {
        deadline.set(nanoTime);
    }

    @Override
    public void setSslSocketFactory(SSLSocketFactory factory) {
        sockets = factory;
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) {
        hostnames = verifier;
    }

    @Override
    public void setHttpConnectTimeoutMs(int ms) {
        connectTimeoutMs = ms;
    }

    @Override
    public void setHttpReadTimeoutMs(int ms) {
        readTimeoutMs = ms;
    }

    @Override
    public void setBasicAuthCredentialProvider(BasicAuthCredentialProvider provider) {
        basic = provider;
    }

    @Override
    public void setBearerAuthCredentialProvider(BearerAuthCredentialProvider provider) {
        bearer = provider;
    }

    @Override
    public void setHttpHeaders(Map<String, String> headers) {
        this.headers = Map.copyOf(headers);
    }

    @Override
    public void setProxy(String host, int port) {
        proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(host, port));
    }

    @Override
    public <T> T httpRequest(
            String path, String method, byte @Nullable [] body, Map<String, String> properties, TypeReference<T> answer)
            throws IOException, RestClientException {
        Long by = deadline.get();
        UrlList urls = getBaseUrls();
        for (int left = urls.size(); ; left--) {
            String url = urls.current();
            try {
                return inTime(
                        new Exchange(new URL(url + "/" + path.replaceFirst("^/+", "")), method, body, properties, by),
                        answer);
            } catch (AnswerTooLongException tooLong) {
                throw tooLong;
            } catch (IOException failed) {
                urls.fail(url);
                if (left <= 1) {
                    throw failed;
                }
            }
        }
    }

    /** Waits for the exchange until its deadline at most, even if its own thread still waits. */
    @SuppressWarnings("NullAway") // The client's contract: null if there is no content.
    private static <T> T inTime(Exchange exchange, TypeReference<T> type) throws IOException, RestClientException {
        if (!OPEN.tryAcquire()) {
            throw new SocketTimeoutException("too many earlier requests still wait for their answers");
        }
        FutureTask<byte[]> answer = new FutureTask<>(() -> {
            try {
                return exchange.answer();
            } finally {
                OPEN.release();
            }
        });
        Thread thread = new Thread(answer, "lacuna-registry-request");
        thread.setDaemon(true);
        thread.start();
        try {
            return exchange.read(answer.get(exchange.leftMs(), TimeUnit.MILLISECONDS), type);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RestClientException refused) {
                throw refused;
            }
            throw failed.getCause() instanceof IOException known ? known : new IOException(failed.getCause());
        } catch (TimeoutException late) {
            exchange.cut();
            throw new SocketTimeoutException("it did not answer completely within schema.registry.request.timeout.ms");
        } catch (InterruptedException stopped) {
            exchange.cut();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** One request and its answer. */
    private final class Exchange {
        private final URL url;
        private final String method;
        private final byte @Nullable [] body;
        private final Map<String, String> properties;
        private final long by;
        private volatile @Nullable HttpURLConnection connection;

        Exchange(URL url, String method, byte @Nullable [] body, Map<String, String> properties, @Nullable Long by) {
            this.url = url;
            this.method = method;
            this.body = body;
            this.properties = properties;
            long most = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos((long) connectTimeoutMs + readTimeoutMs);
            this.by = by == null ? most : by;
        }

        long leftMs() {
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(by - System.nanoTime()));
        }

        /** Ends the wait of the exchange's own thread, as far as that is possible from another thread. */
        void cut() {
            HttpURLConnection open = connection;
            if (open != null) {
                Thread cutting = new Thread(open::disconnect, "lacuna-registry-cut");
                cutting.setDaemon(true);
                cutting.start();
            }
        }

        byte[] answer() throws IOException, RestClientException {
            HttpURLConnection open = open();
            connection = open;
            try {
                if (body != null) {
                    open.setDoOutput(true);
                    try (OutputStream out = open.getOutputStream()) {
                        out.write(body);
                    }
                }
                int status = open.getResponseCode();
                if (status == HttpURLConnection.HTTP_NO_CONTENT) {
                    return new byte[0];
                }
                if (status == HttpURLConnection.HTTP_OK) {
                    return bytes(open.getInputStream());
                }
                throw refusal(status, bytes(open.getErrorStream()));
            } finally {
                open.disconnect();
            }
        }

        private HttpURLConnection open() throws IOException {
            Proxy through = proxy;
            HttpURLConnection open =
                    (HttpURLConnection) (through == null ? url.openConnection() : url.openConnection(through));
            open.setConnectTimeout((int) Math.min(connectTimeoutMs, leftMs()));
            open.setReadTimeout((int) Math.min(readTimeoutMs, leftMs()));
            if (open instanceof HttpsURLConnection secure) {
                if (sockets != null) {
                    secure.setSSLSocketFactory(sockets);
                }
                if (hostnames != null) {
                    secure.setHostnameVerifier(hostnames);
                }
            }
            open.setRequestMethod(method);
            authorize(open);
            headers.forEach(open::setRequestProperty);
            properties.forEach(open::setRequestProperty);
            open.setUseCaches(false);
            return open;
        }

        private void authorize(HttpURLConnection open) {
            String user = basic == null ? null : basic.getUserInfo(url);
            if (user != null) {
                byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
                open.setRequestProperty(
                        "Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
            }
            BearerAuthCredentialProvider tokens = bearer;
            String token = tokens == null ? null : tokens.getBearerToken(url);
            if (tokens != null && token != null) {
                open.setRequestProperty("Authorization", "Bearer " + token);
                set(open, "Confluent-Identity-Pool-Id", tokens.getTargetIdentityPoolId());
                set(open, "target-sr-cluster", tokens.getTargetSchemaRegistry());
            }
        }

        private static void set(HttpURLConnection open, String name, @Nullable String value) {
            if (value != null) {
                open.setRequestProperty(name, value);
            }
        }

        /** Reads to the end, but not beyond the limit or the deadline. */
        private byte[] bytes(@Nullable InputStream stream) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            if (stream == null) {
                return new byte[0];
            }
            try (InputStream in = stream) {
                byte[] piece = new byte[8_192];
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    all.write(piece, 0, read);
                    if (all.size() > mostBytes) {
                        throw new AnswerTooLongException(mostBytes);
                    }
                    if (System.nanoTime() - by > 0) {
                        throw new SocketTimeoutException("the answer took too long");
                    }
                }
            }
            return all.toByteArray();
        }

        private static RestClientException refusal(int status, byte[] answer) {
            ErrorMessage error;
            try {
                error = JacksonMapper.INSTANCE.readValue(answer, ErrorMessage.class);
            } catch (IOException noJson) {
                error = new ErrorMessage(50_005, new String(answer, StandardCharsets.UTF_8));
            }
            return new RestClientException(error.getMessage(), status, error.getErrorCode());
        }

        private <T> @Nullable T read(byte[] answer, TypeReference<T> type) throws JsonProcessingException, IOException {
            return answer.length == 0 ? null : JacksonMapper.INSTANCE.readValue(answer, type);
        }
    }
}
