package io.lacuna.app.web;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which names of this host a request may ask for. A page of a foreign site whose name is pointed at this machine asks for that
 * name; an address cannot be pointed anywhere. Immutable.
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
     * @param bound address that is listened on; without names given, one beyond this machine is asked for by any name
     * @param given names that are allowed beside localhost
     */
    static HostNames of(InetAddress bound, List<String> given) {
        return new HostNames(
                given.isEmpty() && !bound.isLoopbackAddress(),
                given.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    /** Whether a request with this header is answered; one without is HTTP/1.0 and names nothing. */
    boolean isAllowed(@Nullable String header) {
        if (any || header == null) {
            return true;
        }
        String name = header.strip().toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", "");
        return name.equals("localhost") || ADDRESS.matcher(name).matches() || names.contains(name);
    }
}
