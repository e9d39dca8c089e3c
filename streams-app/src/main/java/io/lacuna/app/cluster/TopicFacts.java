package io.lacuna.app.cluster;

import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/**
 * What a topic is like, as far as this user may see it.
 *
 * @param role what it is for: "input", "imputed"
 * @param name its name
 * @param partitions how many
 * @param replicas of the partition that has the fewest
 * @param minInsyncReplicas {@code min.insync.replicas}; empty where it may not be seen
 * @param maxMessageBytes {@code max.message.bytes}; empty where it may not be seen
 * @param allowed what this user may do with it; null where the brokers do not say
 */
record TopicFacts(
        String role,
        String name,
        int partitions,
        int replicas,
        OptionalInt minInsyncReplicas,
        OptionalInt maxMessageBytes,
        @Nullable Set<AclOperation> allowed) {

    /** Its role and its name. */
    String words() {
        return role + " topic " + name;
    }

    boolean isAllowed(AclOperation operation) {
        return allowed == null || allowed.contains(operation) || allowed.contains(AclOperation.ALL);
    }
}
