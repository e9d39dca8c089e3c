package io.lacuna.app.web;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Host names that are allowed in requests. If the name of a foreign site is resolved to this machine, the site's pages
 * send requests with that name; an IP address cannot be redirected like this. Immutable.
 */
final class HostNames {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]|[0-9a-f:]*:[0-9a-f:]*");

    private final boolean any;
    private final Set<String> names;

    private HostNames(boolean any, Set<String> names) {
        this.any = any;
        this.names = names;
    }

    /**
     * @param bound address on which the server listens; without given names, an address that other machines can reach
     *     allows any name
     * @param given names allowed in addition to localhost
     */
    static HostNames of(InetAddress bound, List<String> given) {
        return new HostNames(
                given.isEmpty() && !bound.isLoopbackAddress(),
                given.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    /** Whether a request with this header is answered; a request without it is HTTP/1.0 and is answered. */
    boolean isAllowed(@Nullable String header) {
        if (any || header == null) {
            return true;
        }
        String name = header.strip().toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", "");
        return name.equals("localhost") || ADDRESS.matcher(name).matches() || names.contains(name);
    }
}
