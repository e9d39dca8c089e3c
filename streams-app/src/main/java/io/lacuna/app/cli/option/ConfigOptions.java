package io.lacuna.app.cli.option;

import io.lacuna.app.config.LacunaConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that reads a configuration. */
public final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file with configuration keys; docs/configuration.md lists them.")
    private @Nullable Path file;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "One configuration key; overrides the file and LACUNA_... in the environment.")
    private Map<String, String> keys = new LinkedHashMap<>();

    /** Loads and checks the configuration. */
    public LacunaConfig load() {
        return LacunaConfig.load(file, System.getenv(), keys);
    }
}
