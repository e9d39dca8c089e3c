package io.lacuna.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server certificate for 127.0.0.1. Only the trust store that is made with it trusts it. */
public record Certificate(Path keys, Path trust) {
    /** Password of both stores. */
    public static final String PASSWORD = "changeit";

    /** Makes a certificate with the JDK's keytool. */
    public static Certificate made(Path directory) throws IOException, InterruptedException {
        Certificate made = new Certificate(directory.resolve("keys.p12"), directory.resolve("trust.p12"));
        String pem = directory.resolve("server.pem").toString();
        keytool(
                made.keys,
                List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "SAN=IP:127.0.0.1"));
        keytool(made.keys, List.of("-exportcert", "-rfc", "-file", pem));
        keytool(made.trust, List.of("-importcert", "-noprompt", "-file", pem));
        return made;
    }

    private static void keytool(Path store, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of(
                "-alias", "server", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Path log = store.resolveSibling("keytool.log");
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(status).as(Files.readString(log)).isZero();
    }
}
