package io.lacuna.app.config;

/**
 * Address of health, metrics and status: the {@code http.*} keys.
 *
 * @param host address to listen on
 * @param port 0 chooses a free port; -1 switches the server off
 */
public record HttpSettings(String host, int port) {

    /** Whether the server is switched on. */
    public boolean isOn() {
        return port >= 0;
    }
}
