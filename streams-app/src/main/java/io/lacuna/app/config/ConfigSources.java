package io.lacuna.app.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Collects configuration from file, environment and command line; a later source overrides an earlier one. */
final class ConfigSources {
    private static final String ENVIRONMENT_PREFIX = "LACUNA_";

    /** Variables of the launcher and of the log. They are not configuration keys. */
    private static final Set<String> OF_THE_LAUNCHER =
            Set.of("LACUNA_JAVA_OPTS", "LACUNA_HOME", "LACUNA_LOG_LEVEL", "LACUNA_LOG_FORMAT", "LACUNA_VECTOR");

    /**
     * Variables that Kubernetes sets in a pod for a Service named {@code lacuna} or {@code lacuna-stream}: hosts
     * and ports, which are no configuration either.
     */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile(".*_SERVICE_HOST|.*_SERVICE_PORT(_.+)?|.*_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");

    private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://.*");

    private ConfigSources() {}

    static Map<String, String> gather(
            @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine) {
        Map<String, String> all = new HashMap<>();
        if (file != null) {
            read(file).forEach((key, value) -> all.put(String.valueOf(key), String.valueOf(value)));
        }
        environment.forEach((name, value) -> {
            boolean ours = name.startsWith(ENVIRONMENT_PREFIX) && !OF_THE_LAUNCHER.contains(name);
            if (ours && !isOfAService(name, value)) {
                all.put(key(name), value);
            }
        });
        all.putAll(commandLine);
        Secrets.learn(all);
        return all;
    }

    private static boolean isOfAService(String name, String value) {
        return OF_A_SERVICE.matcher(name).matches()
                || name.endsWith("_PORT") && ADDRESS_OF_A_SERVICE.matcher(value).matches();
    }

    /** {@code input.topic} is {@code LACUNA_INPUT_TOPIC}. */
    static String environmentName(String key) {
        return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private static String key(String name) {
        return name.substring(ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ConfigException("cannot read the configuration file " + file + ": "
                    + (Files.exists(file) ? unreadable.getMessage() : "the file does not exist"));
        }
        return properties;
    }
}
