package io.lacuna.app.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/** The topics with the partial records: named ones, or all whose names match a pattern. Immutable. */
public sealed interface InputTopics {

    /**
     * Topics by name.
     *
     * @param names at least one
     */
    record Named(List<String> names) implements InputTopics {
        public Named {
            names = List.copyOf(names);
        }

        @Override
        public boolean isOne() {
            return names.size() == 1;
        }

        @Override
        public boolean has(String topic) {
            return names.contains(topic);
        }

        @Override
        public List<String> among(Collection<String> existing) {
            return names;
        }

        @Override
        public String words() {
            return String.join(", ", names);
        }
    }

    /**
     * Topics by a pattern. Lacuna's own topics are never inputs, though their names may match.
     *
     * @param regex matches whole names
     * @param own names of Lacuna's own topics
     */
    record Matching(Pattern regex, Set<String> own) implements InputTopics {
        public Matching {
            own = Set.copyOf(own);
        }

        @Override
        public boolean isOne() {
            return false;
        }

        @Override
        public boolean has(String topic) {
            return regex.matcher(topic).matches() && !own.contains(topic);
        }

        @Override
        public List<String> among(Collection<String> existing) {
            return existing.stream().filter(this::has).sorted().toList();
        }

        /** The pattern for a consumer, which knows nothing of Lacuna's own topics. */
        public Pattern subscription() {
            String others = own.stream().sorted().map(Pattern::quote).collect(Collectors.joining("|"));
            return Pattern.compile(
                    own.isEmpty() ? regex.pattern() : "(?!(?:" + others + ")$)(?:" + regex.pattern() + ")");
        }

        @Override
        public String words() {
            return "topics like " + regex.pattern();
        }

        // A pattern has no equality of its own.
        @Override
        public boolean equals(Object other) {
            return other instanceof Matching matching
                    && matching.regex.pattern().equals(regex.pattern())
                    && matching.own.equals(own);
        }

        @Override
        public int hashCode() {
            return 31 * regex.pattern().hashCode() + own.hashCode();
        }
    }

    /** Whether there is one topic and can be no other, so that a partition's number is enough to name it. */
    boolean isOne();

    /** Whether a topic is one of them. */
    boolean has(String topic);

    /**
     * Their names, given the topics that exist. Named topics count whether they exist or not; the order is the same in every
     * process.
     */
    List<String> among(Collection<String> existing);

    /** Names or pattern, for people. */
    String words();

    /** One topic. */
    static InputTopics of(String topic) {
        return new Named(List.of(topic));
    }

    /**
     * The topics of the keys, of which exactly one must be set.
     *
     * @param own Lacuna's own topics
     * @throws ConfigException naming the key
     */
    static InputTopics of(String topic, List<String> topics, String pattern, Collection<String> own) {
        List<String> set = new ArrayList<>();
        if (!topic.isBlank()) {
            set.add(LacunaConfig.INPUT_TOPIC);
        }
        if (!topics.isEmpty()) {
            set.add(InputKeys.INPUT_TOPICS);
        }
        if (!pattern.isBlank()) {
            set.add(InputKeys.INPUT_TOPIC_PATTERN);
        }
        if (set.size() > 1) {
            throw new ConfigException(String.join(" and ", set) + " are set; set one of them");
        }
        if (!pattern.isBlank()) {
            return new Matching(compile(pattern), new HashSet<>(own));
        }
        return new Named(topics.isEmpty() ? List.of(topic) : topics);
    }

    /**
     * @throws ConfigException if the text is no regular expression
     */
    static Pattern compile(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException malformed) {
            throw new ConfigException(
                    InputKeys.INPUT_TOPIC_PATTERN, pattern, "is no regular expression: " + malformed.getDescription());
        }
    }
}
