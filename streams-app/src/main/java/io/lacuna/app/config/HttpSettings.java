package io.lacuna.app.config;

import java.util.List;

/**
 * Address of the page, health, metrics, status and calls: the {@code http.*} keys.
 *
 * @param host address to listen on
 * @param port 0 chooses a free port; -1 switches the server off
 * @param healthPort port of health alone; 0 chooses a free port; -1 serves health on {@code port}
 * @param hosts host names allowed in requests, in addition to localhost and IP addresses
 * @param token that a call which changes something must have; empty switches such calls off
 */
public record HttpSettings(String host, int port, int healthPort, List<String> hosts, String token) {

    /** Whether the server is switched on. */
    public boolean isOn() {
        return port >= 0;
    }

    /** Whether health has a server of its own. */
    public boolean isHealthApart() {
        return healthPort >= 0;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HttpSettings[host=" + host + ", port=" + port + ", healthPort=" + healthPort + ", hosts=" + hosts + "]";
    }
}
