package io.lacuna.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A public API as a file, and its changes since that file was written. */
final class ApiListing {
    private ApiListing() {}

    /** One paragraph per type: its name, and its lines indented by two spaces. */
    static String text(SortedMap<String, SortedSet<String>> api) {
        StringBuilder text =
                new StringBuilder("# What other programs can call, as of the last release. See docs/building.md.\n");
        api.forEach((type, lines) -> {
            text.append('\n').append(type).append('\n');
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        });
        return text.toString();
    }

    static SortedMap<String, SortedSet<String>> read(String text) {
        SortedMap<String, SortedSet<String>> api = new TreeMap<>();
        SortedSet<String> lines = new TreeSet<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("  ")) {
                lines.add(line.substring(2));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                lines = new TreeSet<>();
                api.put(line, lines);
            }
        }
        return api;
    }

    /** The part of a changelog between the heading Unreleased and the next one of its rank. */
    static String unreleased(String changelog) {
        Matcher part = Pattern.compile("(?ms)^## Unreleased$(.*?)(^## |\\z)").matcher(changelog);
        return part.find() ? part.group(1) : "";
    }

    /**
     * The changes that a text does not name. A new or removed type is named by its simple name, a member by
     * {@code Type.member}, both between backticks.
     */
    static List<String> unnamedChanges(
            SortedMap<String, SortedSet<String>> before, SortedMap<String, SortedSet<String>> now, String text) {
        List<String> unnamed = new ArrayList<>();
        SortedSet<String> types = new TreeSet<>(before.keySet());
        types.addAll(now.keySet());
        for (String type : types) {
            String name = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
            if (!before.containsKey(type) || !now.containsKey(type)) {
                if (!names(text, name)) {
                    unnamed.add((now.containsKey(type) ? "new type " : "gone: type ") + type + "; name `" + name + "`");
                }
                continue;
            }
            unnamed.addAll(unnamed("gone: ", name, minus(before, now, type), text));
            unnamed.addAll(unnamed("new: ", name, minus(now, before, type), text));
        }
        return unnamed;
    }

    private static Collection<String> minus(
            SortedMap<String, SortedSet<String>> from, SortedMap<String, SortedSet<String>> what, String type) {
        SortedSet<String> rest = new TreeSet<>(Objects.requireNonNull(from.get(type)));
        rest.removeAll(what.getOrDefault(type, Collections.emptySortedSet()));
        return rest;
    }

    private static List<String> unnamed(String change, String type, Collection<String> lines, String text) {
        List<String> unnamed = new ArrayList<>();
        for (String line : lines) {
            String member = line.startsWith("= ") ? "" : line.split("[^A-Za-z0-9_$]", 2)[0];
            String name = member.isEmpty() ? type : type + "." + member;
            if (!names(text, name)) {
                unnamed.add(change + type + " " + line + "; name `" + name + "`");
            }
        }
        return unnamed;
    }

    private static boolean names(String text, String name) {
        return Pattern.compile("`[^`\\n]*\\b" + Pattern.quote(name) + "\\b(?!\\.)[^`\\n]*`")
                .matcher(text)
                .find();
    }
}
