package io.lacuna.app.config;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows which values of this process are secret, and hides them in all text that leaves the process: messages, stack
 * traces, logs, status. Libraries put values of settings into their messages, so text is searched for the values
 * themselves. Safe to share between threads.
 *
 * <pre>{@code
 * Secrets.learn(Map.of("sasl.jaas.config", "... password=\"s3cret\";"));
 * Secrets.hide("cannot parse password=\"s3cret\"");       // cannot parse password="[hidden]"
 * }</pre>
 */
public final class Secrets {
    /** Replaces a secret. */
    public static final String HIDDEN = "[hidden]";

    /** Shorter values would hide parts of ordinary words. */
    private static final int SHORTEST = 3;

    private static final Pattern SECRET_KEY =
            Pattern.compile("(?i).*(password|passwd|secret|token|jaas|credential|user\\.?info|api\\.?key|assertion"
                    + "|keystore\\.key|certificate\\.chain|private).*");

    /** Keys with such a word describe or locate a secret and are not secret themselves. */
    private static final Pattern NO_SECRET = Pattern.compile(
            "(?i).*[._](url|uri|location|type|source|class|ms|seconds|sec|algorithm|alias|size|name|file)");

    /** {@code password="s3cret"}, with or without its quotes. */
    private static final Pattern PAIR = Pattern.compile(
            "(?i)\\b[\\w.]*(?:password|passwd|secret|token|key|assertion)[\\w.]*\\s*=\\s*(?:\"([^\"]*)\"?|'([^']*)'?|([^\\s;,\"']+))");

    /** {@code user:s3cret@host}. */
    private static final Pattern USER_INFO = Pattern.compile("(?:^|//|,\\s*)([^/@,\\s:]*):([^/@,\\s]+)@");

    /** Longest first, so that no part of a longer secret remains. */
    private static final Set<String> VALUES =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private static volatile List<String> values = List.of();

    private Secrets() {}

    /** Learns the secrets of a configuration, valid or not. */
    public static void learn(Map<String, ?> configuration) {
        configuration.forEach((key, value) -> {
            if (value != null) {
                learn(key, value.toString());
            }
        });
    }

    /** Learns the secrets of a command line, valid or not. */
    public static void learn(String... words) {
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                learn(word.substring(0, equals).replaceFirst("^--?D?", ""), word.substring(equals + 1));
            }
        }
    }

    private static void learn(String key, String value) {
        Matcher user = USER_INFO.matcher(value);
        while (user.find()) {
            add(user.group(2));
            base64(user.group(1) + ":" + user.group(2));
        }
        if (!SECRET_KEY.matcher(key).matches() || NO_SECRET.matcher(key).matches()) {
            return;
        }
        Matcher pair = PAIR.matcher(value);
        while (pair.find()) {
            for (int group = 1; group <= pair.groupCount(); group++) {
                String part = pair.group(group);
                if ((Object) part != null) {
                    add(part);
                    add(part.replaceAll("[;,\\s]+$", "")); // Where its quote is not closed.
                }
            }
        }
        if (key.matches("(?i).*user\\.?info") && value.indexOf(':') >= 0) {
            add(value.substring(value.indexOf(':') + 1));
            base64(value);
        }
        add(value);
        add(value.strip());
        add(value.replaceAll("^[\"']+|[\"';,\\s]+$", ""));
    }

    private static void base64(String credentials) {
        add(Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    private static void add(String secret) {
        // A group of a pattern that did not take part is null.
        if ((Object) secret == null || secret.length() < SHORTEST) {
            return;
        }
        synchronized (VALUES) {
            if (VALUES.add(secret)) {
                values = List.copyOf(VALUES);
            }
        }
    }

    /** The text with all known secrets hidden. */
    public static String hide(String text) {
        String shown = text;
        for (String secret : values) {
            if (shown.contains(secret)) {
                shown = shown.replace(secret, HIDDEN);
            }
        }
        return shown;
    }

    /** Whether any secret is known. */
    public static boolean areKnown() {
        return !values.isEmpty();
    }
}
