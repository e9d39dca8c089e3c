package io.lacuna.benchmarks.attacks;

import static io.lacuna.benchmarks.attacks.AttackedPipeline.PATIENCE;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.TRUTH;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.await;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.awaitImputed;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.awaitNotReady;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.awaitReady;
import static io.lacuna.benchmarks.attacks.AttackedPipeline.must;

import io.lacuna.app.cli.Lacuna;
import io.lacuna.app.stream.StreamApp;
import io.lacuna.app.web.Answer;
import io.lacuna.app.web.WebServer;
import io.lacuna.internal.generation.ModelBudget;
import io.lacuna.streams.errors.SetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine;

/** Attacks by what comes from outside: models, schemas, records, HTTP requests, command lines. */
final class OutsideAttacks {
    private static final Map<String, String> NOTHING = Map.of();
    private static final int SOME = 200;

    private OutsideAttacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack(
                        "http",
                        "half requests, unfinished bodies, slow readers, a foreign host name: health within 5 s, the name refused",
                        OutsideAttacks::http),
                HealthAttack.attack(),
                new Attack(
                        "chunks",
                        "100 MB of chunks that no generation names: the stream starts, serves, takes over",
                        OutsideAttacks::chunks),
                new Attack(
                        "series",
                        "20 takeovers: series of retired generations leave the metrics, and verify finds nothing",
                        OutsideAttacks::series),
                new Attack(
                        "number",
                        "a stray tombstone, then a stray record, with the highest number: published and read, or refused",
                        OutsideAttacks::number),
                new Attack(
                        "drip",
                        "the registry answers a byte a second: not ready within 10 s, filled after",
                        OutsideAttacks::drip),
                new Attack(
                        "refused",
                        "the registry refuses what the stream writes: not ready with the subject's name, filled when it is mended",
                        OutsideAttacks::refused),
                new Attack(
                        "fixed",
                        "a schema with a fixed type of 2,000,000,000 bytes: a dead letter",
                        rig -> schema(
                                rig,
                                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":"
                                        + "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2000000000}}]}")),
                new Attack(
                        "fields",
                        "a schema of 100,000 fields and 3 MB: a dead letter",
                        rig -> schema(rig, fields(100_000))),
                new Attack(
                        "writers",
                        "50 schemas of writers, keys of 100 KB, records of 900 KB: everything is filled once",
                        OutsideAttacks::writers),
                new Attack("large", "a record of 6 MB: a dead letter by its place alone", OutsideAttacks::large),
                new Attack(
                        "secrets",
                        "a JAAS configuration with an unbalanced quote: its password is nowhere",
                        OutsideAttacks::secrets),
                new Attack("columns", "a CSV file of 1,000,000 columns: refused in one line", OutsideAttacks::columns),
                new Attack(
                        "in-place",
                        "--out the same file as --csv: refused without --in-place",
                        OutsideAttacks::inPlace));
    }

    private static void http(AttackRig rig) throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (AttackedPipeline pipeline = rig.pipeline(NOTHING);
                StreamApp app = pipeline.start();
                WebServer web = WebServer.listen("127.0.0.1", 0)
                        .health(app::isAlive, app::notReady)
                        .metrics(app.meters()::scrape)
                        .json("/api/status", app::status)
                        .post("/api/impute", 1 << 20, call -> Answer.text(200, "read"))
                        .start()) {
            for (int i = 0; i < 60; i++) {
                slow.add(slow(web.port(), "GET /hea"));
                slow.add(slow(
                        web.port(), "POST /api/impute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n{"));
                slow.add(slow(web.port(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20)));
            }
            HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/health/live"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            int status = HttpClient.newHttpClient()
                    .send(health, HttpResponse.BodyHandlers.ofString())
                    .statusCode();
            must(status == 200, "health answers " + status);
            try (Socket foreign = new Socket("127.0.0.1", web.port())) {
                foreign.getOutputStream()
                        .write("GET /api/status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(foreign.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                must(answer.startsWith("HTTP/1.1 421"), "a foreign host name is answered: " + answer);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** A client that says this, and reads no answer. */
    private static Socket slow(int port, String words) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1_024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void chunks(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(Map.of(ModelBudget.MAX_BYTES, "8000000"))) {
            String models = pipeline.config.modelsTopic();
            byte[] chunk = new byte[500_000];
            for (int i = 0; i < 200; i++) {
                byte[] key =
                        ("artifact/" + String.format("%064x", i / 20) + "/" + i % 20).getBytes(StandardCharsets.UTF_8);
                pipeline.producer.send(new ProducerRecord<>(models, 0, key, chunk));
            }
            pipeline.producer.flush();
            try (StreamApp app = pipeline.start()) {
                pipeline.send(SOME);
                awaitImputed(app, SOME);
                pipeline.publish(30);
                await(PATIENCE, () -> Long.valueOf(2).equals(app.status().generation()), () -> "no takeover");
                awaitReady(app, TRUTH);
                pipeline.mustVerify(app);
            }
        }
    }

    private static void series(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(Map.of("scores.share", "1"));
                StreamApp app = pipeline.start()) {
            long lines = 0;
            for (long generation = 1; generation <= 21; generation++) {
                long now = generation;
                if (now > 1) {
                    pipeline.publish(20 + now);
                }
                await(PATIENCE, () -> Objects.equals(app.status().generation(), now), () -> "no takeover of " + now);
                pipeline.send(50);
                awaitImputed(app, pipeline.sent());
                long scraped = app.meters().scrape().lines().count();
                lines = now == 3 ? scraped : lines;
                must(now < 4 || scraped < lines * 1.1, lines + " lines of metrics became " + scraped);
            }
            pipeline.mustVerify(app);
        }
    }

    private static void number(AttackRig rig) throws Exception {
        byte[] key = "generation/999999999999999999".getBytes(StandardCharsets.UTF_8);
        try (AttackedPipeline pipeline = rig.pipeline(NOTHING)) {
            String models = pipeline.config.modelsTopic();
            pipeline.producer.send(new ProducerRecord<>(models, 0, key, null)).get();
            must(pipeline.publish(30).getNumber() == 2, "a tombstone raised the highest number");
            try (StreamApp app = pipeline.start()) {
                await(PATIENCE, () -> Long.valueOf(2).equals(app.status().generation()), () -> "2 does not serve");
            }
            pipeline.producer
                    .send(new ProducerRecord<>(models, 0, key, new byte[] {1, 2, 3}))
                    .get();
            try {
                must(pipeline.publish(40) == null, "published under a number that nobody can read");
            } catch (SetupException refused) {
                must(
                        String.valueOf(refused.getMessage()).contains("generation/999999999999999999"),
                        refused.toString());
            }
        }
    }

    private static void drip(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipelineByRegistryLink(NOTHING);
                StreamApp app = pipeline.start()) {
            pipeline.sendAndAwait(app, SOME);
            rig.registryLink().throttle(1);
            byte[] unknown = pipeline.value("later");
            pipeline.send(0, null, unknown);
            awaitNotReady(app, TRUTH);
            Thread.sleep(15_000);
            must(!app.notReady().isEmpty(), "ready while the registry drips");
            rig.registryLink().pass();
            awaitImputed(app, SOME + 1);
            awaitReady(app, TRUTH);
            pipeline.mustVerify(app);
        } finally {
            rig.registryLink().pass();
        }
    }

    /** The imputed topic's subject has another schema and its own rule; then that rule goes. */
    private static void refused(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(Map.of("imputed.compatibility", "keep"))) {
            String subject = pipeline.config.imputedTopic() + "-value";
            register(
                    rig,
                    subject,
                    "{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":\"x\",\"type\":\"long\"}]}");
            pipeline.send(SOME);
            try (StreamApp app = pipeline.start()) {
                await(
                        TRUTH,
                        () -> String.join(" ", app.notReady()).contains(subject),
                        () -> "the subject is not named: " + app.notReady());
                Set<String> said = new HashSet<>();
                for (int look = 0; look < 70; look++) { // Twice as long as a thread waits after a refusal.
                    List<String> words = app.notReady();
                    must(String.join(" ", words).contains(subject), "the subject is not named any more: " + words);
                    words.stream().filter(line -> line.contains(subject)).forEach(said::add);
                    Thread.sleep(500);
                }
                must(said.size() == 1, "a console would have more than a line: " + said);
                must(app.isAlive(), "the instance ended");
                must(pipeline.registry.setCompatibility(subject, "NONE"), "the rule cannot be changed");
                awaitImputed(app, SOME);
                awaitReady(app, TRUTH);
                must(app.status().deadLetters() == 0, app.status().deadLetters() + " dead letters");
                pipeline.mustVerify(app);
            }
        }
    }

    private static String fields(int count) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":["
                + IntStream.range(0, count)
                        .mapToObj(i -> "{\"name\":\"f" + i + "\",\"type\":\"int\"}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static void schema(AttackRig rig, String schema) throws Exception {
        int id = register(rig, "hostile-" + schema.hashCode(), schema);
        try (AttackedPipeline pipeline = rig.pipeline(NOTHING);
                StreamApp app = pipeline.start()) {
            pipeline.send(
                    0, null, ByteBuffer.allocate(13).put((byte) 0).putInt(id).array());
            pipeline.mustBecomeDeadLetter(app);
        }
    }

    /** The id that a schema gets. */
    private static int register(AttackRig rig, String subject, String schema) throws Exception {
        String body = "{\"schema\":\"" + schema.replace("\"", "\\\"") + "\"}";
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(rig.registryUrl() + "/subjects/" + subject + "/versions"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        must(answer.statusCode() == 200, "the registry refuses the schema: " + answer.body());
        return Integer.parseInt(answer.body().replaceAll("\\D", ""));
    }

    private static void writers(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(NOTHING);
                StreamApp app = pipeline.start()) {
            for (int schema = 0; schema < 50; schema++) {
                pipeline.send(schema % 2, null, pipeline.value("field" + schema));
            }
            for (int i = 0; i < 5; i++) {
                pipeline.send(0, null, new byte[100_000], pipeline.value(""));
                pipeline.send(1, null, pipeline.value("text", "x".repeat(900_000)));
            }
            pipeline.sendAndAwait(app, SOME);
            must(
                    app.status().deadLetters() == 0,
                    "dead letters: " + app.status().deadLetters());
            pipeline.mustVerify(app);
        }
    }

    private static void large(AttackRig rig) throws Exception {
        try (AttackedPipeline pipeline = rig.pipeline(NOTHING);
                StreamApp app = pipeline.start()) {
            pipeline.send(0, null, new byte[6_000_000]);
            pipeline.mustBecomeDeadLetter(app);
        }
    }

    /** What a command prints, and its exit status before it. */
    private static String lacuna(String... words) {
        StringWriter printed = new StringWriter();
        CommandLine line = Lacuna.commandLine().setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed));
        int status = line.execute(words);
        return status + " " + printed;
    }

    private static void secrets(AttackRig rig) throws Exception {
        String printed = lacuna(
                "stream",
                "-D",
                "bootstrap.servers=anna:fir5tSecret@127.0.0.1:1",
                "-D",
                "schema.registry.url=" + rig.registryUrl(),
                "-D",
                "input.topic=t",
                "-D",
                "security.protocol=SASL_SSL",
                "-D",
                "sasl.mechanism=PLAIN",
                "-D",
                "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"anna\""
                        + " password=\"s3condSecret;");
        must(printed.startsWith("1 "), printed);
        must(!printed.contains("fir5tSecret") && !printed.contains("s3condSecret"), "a secret is printed");
    }

    private static void columns(AttackRig rig) throws Exception {
        Path csv = rig.folder().resolve("wide.csv");
        Files.writeString(
                csv, IntStream.range(0, 1_000_000).mapToObj(i -> "c" + i).collect(Collectors.joining(",")) + "\n");
        mustBeRefusedInOneLine(
                lacuna(
                        "fit",
                        "--csv",
                        csv.toString(),
                        "--out",
                        rig.folder().resolve("m").toString()),
                "columns");
    }

    private static void inPlace(AttackRig rig) throws Exception {
        Path csv = Files.writeString(rig.folder().resolve("table.csv"), "x0,x1,x2,x3\n,1,2,3\n");
        Path model = Files.write(rig.folder().resolve("table.model"), AttackedPipeline.model(20));
        String table = csv.toString();
        mustBeRefusedInOneLine(
                lacuna("impute", "--model", model.toString(), "--csv", table, "--out", table), "--in-place");
        must(Files.readString(csv).startsWith("x0,x1,x2,x3\n,1"), "the table was replaced");
    }

    private static void mustBeRefusedInOneLine(String printed, String word) throws Attack.BrokenException {
        must(
                printed.startsWith("1 ")
                        && printed.contains(word)
                        && printed.lines().count() == 1,
                printed);
    }
}
