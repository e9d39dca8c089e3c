package io.lacuna.benchmarks.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;

/**
 * The streams' transactions. Each broker is asked by itself, because Kafka's list of all brokers' transactions fails as long as
 * one broker is away.
 */
final class Transactions {
    private static final int ANSWER_S = 5;

    private Transactions() {}

    /** Ids of the application's producers that the brokers that answer know. */
    static List<String> ids(Admin admin, String applicationId)
            throws InterruptedException, ExecutionException, TimeoutException {
        return ids(admin, applicationId, new ListTransactionsOptions());
    }

    /** The same, of those with an open transaction. */
    static List<String> open(Admin admin, String applicationId)
            throws InterruptedException, ExecutionException, TimeoutException {
        return ids(admin, applicationId, new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)));
    }

    private static List<String> ids(Admin admin, String applicationId, ListTransactionsOptions options)
            throws InterruptedException, ExecutionException, TimeoutException {
        Collection<KafkaFuture<Collection<TransactionListing>>> brokers = admin.listTransactions(options)
                .byBrokerId()
                .get(ANSWER_S, TimeUnit.SECONDS)
                .values();
        List<String> ids = new ArrayList<>();
        Exception silent = null;
        boolean answered = false;
        for (KafkaFuture<Collection<TransactionListing>> broker : brokers) {
            try {
                broker.get(ANSWER_S, TimeUnit.SECONDS).stream()
                        .map(TransactionListing::transactionalId)
                        .filter(id -> id.startsWith(applicationId))
                        .forEach(ids::add);
                answered = true;
            } catch (ExecutionException | TimeoutException away) {
                silent = away;
            }
        }
        if (!answered && silent != null) {
            throw new ExecutionException("no broker told its transactions", silent);
        }
        return ids;
    }
}
