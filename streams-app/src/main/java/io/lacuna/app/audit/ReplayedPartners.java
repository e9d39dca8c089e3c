package io.lacuna.app.audit;

import io.lacuna.internal.impute.Partner;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.partner.EnrichTopic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The partners that records were filled with, which the imputed records name in their headers: read at the same
 * positions, because the newest partner may be another one by now. For one thread.
 */
final class ReplayedPartners {
    private static final String PARTNER_HEADER = "lacuna.partner";

    private final Set<String> topics;
    private final Map<Place, List<Source>> named = new HashMap<>();
    private final Set<Source> wanted = new HashSet<>();
    private final Map<Source, GenericRecord> records = new HashMap<>();

    ReplayedPartners(List<EnrichTopic> topics) {
        this.topics = topics.stream().map(EnrichTopic::topic).collect(Collectors.toSet());
    }

    /** The topics of partners. */
    Set<String> topics() {
        return topics;
    }

    /** Keeps what an imputed record says of its partners. */
    void named(Place place, Headers headers) {
        List<Source> partners = new ArrayList<>();
        for (Header header : headers.headers(PARTNER_HEADER)) {
            Source partner = topics.isEmpty() ? null : parse(new String(header.value(), StandardCharsets.UTF_8));
            if (partner != null) {
                partners.add(partner);
            }
        }
        if (!partners.isEmpty()) {
            named.put(place, List.copyOf(partners));
            wanted.addAll(partners);
        }
    }

    private @Nullable Source parse(String text) {
        int at = text.lastIndexOf('@');
        int dash = text.lastIndexOf('-', Math.max(0, at));
        if (at < 0 || dash < 0 || !topics.contains(text.substring(0, dash))) {
            return null;
        }
        try {
            return new Source(
                    text.substring(0, dash),
                    Integer.parseInt(text.substring(dash + 1, at)),
                    Long.parseLong(text.substring(at + 1)));
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    /** Whether some record was filled with this partner. */
    boolean wants(ConsumerRecord<byte[], byte[]> partner) {
        return wanted.contains(source(partner));
    }

    /** Takes a partner that is wanted. */
    void take(ConsumerRecord<byte[], byte[]> partner, GenericRecord record) {
        records.put(source(partner), record);
    }

    private static Source source(ConsumerRecord<byte[], byte[]> record) {
        return new Source(record.topic(), record.partition(), record.offset());
    }

    /** The partners that a record was filled with; null if one of them was deleted. */
    @Nullable
    List<Partner> of(Place place) {
        List<Partner> partners = new ArrayList<>();
        for (Source source : named.getOrDefault(place, List.of())) {
            GenericRecord record = records.get(source);
            if (record == null) {
                return null;
            }
            partners.add(new Partner(source, record));
        }
        return partners;
    }
}
