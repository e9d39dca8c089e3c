package io.lacuna.app.web;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1 request.
 *
 * @param method such as GET
 * @param path without the query
 * @param host the Host header; null where there is none
 * @param stays whether the connection may carry another request afterwards
 * @param bytes length of the head, including the empty line that ends it
 */
record Request(String method, String path, @Nullable String host, boolean stays, int bytes) {
    /** A longer head is refused. */
    static final int MOST_BYTES = 8 * 1024;

    /** A head that is none; the message is for the client. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Parses the head of a request.
     *
     * @param length number of bytes received
     * @return null while the head is not complete
     */
    static @Nullable Request parse(byte[] received, int length) throws MalformedException {
        int end = end(received, length);
        if (end < 0) {
            if (length >= MOST_BYTES) {
                throw new MalformedException("the request's head is longer than " + MOST_BYTES + " bytes");
            }
            return null;
        }
        String[] lines = new String(received, 0, end, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || words[0].isEmpty() || !words[2].startsWith("HTTP/1.")) {
            throw new MalformedException("no HTTP/1 request");
        }
        boolean stays = words[2].equals("HTTP/1.1");
        String host = null;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = colon < 0 ? "" : lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            String value = lines[i].substring(colon + 1).strip();
            switch (name) {
                case "host" -> host = value;
                case "connection" -> stays &= !value.toLowerCase(Locale.ROOT).contains("close");
                case "transfer-encoding" -> stays = false; // A body is not read.
                case "content-length" -> stays &= value.equals("0");
                default -> {}
            }
        }
        return new Request(words[0], path(words[1]), host, stays, end);
    }

    /** Length of the head; -1 while its end is missing. */
    private static int end(byte[] received, int length) {
        for (int i = 1; i < length; i++) {
            if (received[i] == '\n'
                    && (received[i - 1] == '\n' || i > 1 && received[i - 1] == '\r' && received[i - 2] == '\n')) {
                return i + 1;
            }
        }
        return -1;
    }

    private static String path(String target) {
        String local = target;
        if (!target.startsWith("/")) {
            int authority = target.indexOf("://");
            int slash = authority < 0 ? -1 : target.indexOf('/', authority + 3);
            local = slash < 0 ? "/" : target.substring(slash);
        }
        int query = local.indexOf('?');
        return query < 0 ? local : local.substring(0, query);
    }
}
