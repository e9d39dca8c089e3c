package io.lacuna.app.cluster;

import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a topic and rights on it, as far as this user may read them.
 *
 * @param role purpose of the topic, such as "input" or "imputed"
 * @param name its name
 * @param partitions number of partitions
 * @param replicas number of replicas of the partition that has the fewest
 * @param minInsyncReplicas {@code min.insync.replicas}; empty where this user may not read it
 * @param maxMessageBytes {@code max.message.bytes}; empty where this user may not read it
 * @param timestamps timestamps of records that it accepts
 * @param allowed operations that this user may perform on the topic; null where the brokers do not tell
 */
record TopicFacts(
        String role,
        String name,
        int partitions,
        int replicas,
        OptionalInt minInsyncReplicas,
        OptionalInt maxMessageBytes,
        TimestampLimits timestamps,
        @Nullable Set<AclOperation> allowed) {

    /** Role and name. */
    String words() {
        return role + " topic " + name;
    }

    boolean isAllowed(AclOperation operation) {
        return allowed == null || allowed.contains(operation) || allowed.contains(AclOperation.ALL);
    }
}
