package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the open transactions of dead instances. Nobody can continue with a dead instance's partitions until its
 * transaction has ended. Without help that takes {@code transaction.timeout.ms} plus the brokers' check interval, 10 s
 * by default. A restarted instance does not end it either: it has another transactional id. So each instance looks
 * every second for open transactions of its application whose process is no longer a member of the group, and fences
 * their producers. If such a process is still alive, it learns that it is fenced, writes nothing and joins again.
 */
final class AbandonedTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);
    private static final long EVERY_MS = 1_000;
    private static final int ANSWER_MS = 5_000;

    private final Admin admin;
    private final String applicationId;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "lacuna-abandoned-transactions");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable String told;

    private AbandonedTransactions(LacunaConfig config) {
        applicationId = config.applicationId();
        Map<String, Object> settings = config.adminSettings();
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS - 1_000);
        admin = Admin.create(settings);
    }

    /**
     * Starts the watch.
     *
     * @return the running watch; null where there is nothing to watch: without transactions, or with a user's {@code
     *     client.id} that hides the process of a member
     */
    static @Nullable AbandonedTransactions watch(LacunaConfig config) {
        if (!config.processingGuarantee().isTransactional()
                || config.given().containsKey(CommonClientConfigs.CLIENT_ID_CONFIG)) {
            return null;
        }
        AbandonedTransactions watch = new AbandonedTransactions(config);
        watch.clock.scheduleWithFixedDelay(watch::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            List<String> open = open();
            if (!open.isEmpty()) {
                List<String> abandoned = abandoned(applicationId, open, memberClients());
                if (!abandoned.isEmpty()) {
                    admin.fenceProducers(abandoned).all().get(ANSWER_MS, TimeUnit.MILLISECONDS);
                    LOG.info("ended the transactions of dead instances: {}", abandoned);
                }
            }
        } catch (ExecutionException | TimeoutException | RuntimeException failed) {
            // The next look may succeed; without it the brokers end the transactions, only later.
            tell(failed.getCause() == null ? failed : failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> open() throws ExecutionException, InterruptedException, TimeoutException {
        ListTransactionsOptions old = new ListTransactionsOptions()
                .filterStates(Set.of(TransactionState.ONGOING))
                .filterOnDuration(EVERY_MS);
        return admin.listTransactions(old).all().get(ANSWER_MS, TimeUnit.MILLISECONDS).stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(applicationId + "-"))
                .toList();
    }

    private List<String> memberClients() throws ExecutionException, InterruptedException, TimeoutException {
        return admin
                .describeConsumerGroups(List.of(applicationId))
                .all()
                .get(ANSWER_MS, TimeUnit.MILLISECONDS)
                .values()
                .stream()
                .flatMap(group -> group.members().stream())
                .map(MemberDescription::clientId)
                .toList();
    }

    /**
     * Selects the transactional ids of processes that are not in the group. Kafka Streams names producers
     * {@code <application>-<process>-<thread>} and members {@code <application>-<process>-StreamThread-<thread>-consumer}.
     */
    static List<String> abandoned(String applicationId, Collection<String> open, Collection<String> memberClients) {
        Pattern name =
                Pattern.compile(Pattern.quote(applicationId) + "-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-\\d+");
        return open.stream()
                .filter(id -> {
                    Matcher parts = name.matcher(id);
                    return parts.matches()
                            && memberClients.stream()
                                    .noneMatch(client -> client.startsWith(applicationId + "-" + parts.group(1) + "-"));
                })
                .toList();
    }

    private void tell(Throwable failed) {
        String words = failed.toString();
        if (!words.equals(told)) {
            told = words;
            LOG.info("cannot look for transactions of dead instances: {}", words);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
