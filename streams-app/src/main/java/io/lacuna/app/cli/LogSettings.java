package io.lacuna.app.cli;

import java.util.Map;

/**
 * Level and form of the log, from the environment: {@code LACUNA_LOG_LEVEL=INFO}, {@code LACUNA_LOG_FORMAT=json}. The logging library
 * reads system properties when the first logger is made, so this comes before; properties that are set already stay.
 */
final class LogSettings {
    private static final String LEVEL = "lacuna.log.level";
    private static final String FILE = "logback.configurationFile";

    private LogSettings() {}

    static void apply(Map<String, String> environment) {
        String level = environment.get("LACUNA_LOG_LEVEL");
        if (level != null && !level.isBlank() && System.getProperty(LEVEL) == null) {
            System.setProperty(LEVEL, level.strip());
        }
        if ("json".equalsIgnoreCase(environment.get("LACUNA_LOG_FORMAT")) && System.getProperty(FILE) == null) {
            System.setProperty(FILE, "logback-json.xml");
        }
    }
}
