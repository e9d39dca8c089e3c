package io.lacuna.app.config;

/**
 * Where health, metrics and status listen: the {@code http.*} keys.
 *
 * @param host address to listen on
 * @param port 0 for a free one; -1 for none
 */
public record HttpSettings(String host, int port) {

    /** Whether anything listens. */
    public boolean isOn() {
        return port >= 0;
    }
}
