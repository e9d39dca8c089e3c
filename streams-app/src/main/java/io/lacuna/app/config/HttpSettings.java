package io.lacuna.app.config;

import java.util.List;

/**
 * Address of health, metrics and status: the {@code http.*} keys.
 *
 * @param host address to listen on
 * @param port 0 chooses a free port; -1 switches the server off
 * @param healthPort port of health alone; 0 chooses a free port; -1 serves health on {@code port}
 * @param hosts host names allowed in requests, in addition to localhost and IP addresses
 */
public record HttpSettings(String host, int port, int healthPort, List<String> hosts) {

    /** Whether the server is switched on. */
    public boolean isOn() {
        return port >= 0;
    }

    /** Whether health has a server of its own. */
    public boolean isHealthApart() {
        return healthPort >= 0;
    }
}
