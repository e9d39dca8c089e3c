package io.lacuna.app.cli.option;

import io.lacuna.app.config.LacunaConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that takes a configuration. */
public final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file with configuration keys; docs/configuration.md lists them.")
    private @Nullable Path file;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "One configuration key; wins over the file and over LACUNA_... in the environment.")
    private Map<String, String> keys = new LinkedHashMap<>();

    /** The configuration, checked. */
    public LacunaConfig load() {
        return LacunaConfig.load(file, System.getenv(), keys);
    }
}
