package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import io.lacuna.app.config.choice.Choice;
import io.lacuna.app.config.choice.FailureAction;
import io.lacuna.app.config.choice.OtherRecords;
import java.nio.file.Path;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** Defines the keys of a running instance: threads, folders, records that fail, health over HTTP. */
public final class RuntimeKeys {
    public static final String SHUTDOWN_TIMEOUT_MS = "shutdown.timeout.ms";
    public static final String READY_STALL_MS = "ready.stall.ms";
    public static final String RECORD_FAILURE_DEATHS = "record.failure.deaths";
    public static final String RECORD_FAILURE_ACTION = "record.failure.action";
    public static final String RECORD_OTHER = "record.other";
    public static final String RECORD_MAX_BYTES = "record.max.bytes";
    public static final String RECORD_TIMESTAMP_ACTION = "record.timestamp.action";
    public static final String HTTP_HOST = "http.host";
    public static final String HTTP_PORT = "http.port";
    public static final String HTTP_HEALTH_PORT = "http.health.port";
    public static final String HTTP_HOSTS = "http.hosts";
    public static final String HTTP_TOKEN = "http.token";

    private static final String GROUP = "Running";

    private RuntimeKeys() {}

    static void define(LacunaKeys keys) {
        keys.key(
                GROUP,
                LacunaConfig.NUM_STREAM_THREADS,
                Type.INT,
                1,
                atLeast(1),
                "Stream threads of this instance; threads beyond the number of partitions stay idle.");
        keys.key(
                GROUP,
                LacunaConfig.STATE_DIR,
                Type.STRING,
                "",
                LacunaKeys.text(),
                "Folder of Kafka Streams' state; empty means `.lacuna/state` in the user's home. Only one"
                        + " process may use a folder with the same application id.");
        keys.key(
                GROUP,
                SHUTDOWN_TIMEOUT_MS,
                Type.LONG,
                20_000L,
                atLeast(0),
                "Longest time of a shutdown; keep it below the time that your supervisor allows.");
        keys.key(
                GROUP,
                READY_STALL_MS,
                Type.LONG,
                7_000L,
                atLeast(1_000),
                "Time that records of a partition may wait without a commit before the instance is not"
                        + " ready; at least two commit intervals.");
        keys.key(
                GROUP,
                RECORD_FAILURE_DEATHS,
                Type.INT,
                3,
                atLeast(1),
                "Number of times that one record may end a stream thread. The thread is replaced each time.");
        keys.key(
                GROUP,
                RECORD_FAILURE_ACTION,
                Type.STRING,
                FailureAction.DEAD_LETTER.id(),
                Choice.valid(FailureAction.class),
                "Action on a record that reached `record.failure.deaths`: it becomes a `dead-letter` with"
                        + " its offset but without key and value, and the others continue; or the stream stops at it"
                        + " with `hold`, not ready, until the cause is corrected.");
        keys.key(
                GROUP,
                RECORD_OTHER,
                Type.STRING,
                OtherRecords.DEAD_LETTER.id(),
                Choice.valid(OtherRecords.class),
                "Action on a record whose type the model is not for: it becomes a `dead-letter`, or it may `pass` to the"
                        + " imputed topic, unchanged and with its source in the header `lacuna.source`. A model is for the"
                        + " record type it learned from and for types with all of its features.");
        keys.key(
                GROUP,
                RECORD_MAX_BYTES,
                Type.INT,
                0,
                atLeast(0),
                "Largest input record that is decoded: key, value and headers together. A larger record"
                        + " becomes a dead letter with its offset but without key and value. The limit is never"
                        + " above what `producer.max.request.size` allows; 0 means exactly that.");
        keys.key(
                GROUP,
                HTTP_HOST,
                Type.STRING,
                "127.0.0.1",
                LacunaKeys.filled(),
                "Address on which the page, health, metrics, status and calls listen.");
        keys.key(
                GROUP,
                HTTP_PORT,
                Type.INT,
                8088,
                between(-1, 65535),
                "Port of the page, health, metrics, status and calls; 0 chooses a free one, -1 switches them off.");
        keys.key(
                GROUP,
                HTTP_HEALTH_PORT,
                Type.INT,
                -1,
                between(-1, 65535),
                "Port that serves health alone, by a server of its own; `http.port` then serves all else."
                        + " 0 chooses a free one, -1 means that health is on `http.port`.");
        keys.key(
                GROUP,
                HTTP_TOKEN,
                Type.STRING,
                "",
                LacunaKeys.text(),
                "Token of HTTP calls that change something: promote, reject, roll back. They send it as"
                        + " `Authorization: Bearer TOKEN`. Empty switches such calls off.");
    }

    /**
     * Address of everything over HTTP.
     *
     * @throws ConfigException if both servers would have the same port
     */
    static HttpSettings http(AbstractConfig values) {
        HttpSettings http = new HttpSettings(
                values.getString(HTTP_HOST),
                values.getInt(HTTP_PORT),
                values.getInt(HTTP_HEALTH_PORT),
                values.getList(HTTP_HOSTS),
                values.getString(HTTP_TOKEN));
        if (http.healthPort() > 0 && http.healthPort() == http.port()) {
            throw new ConfigException(
                    HTTP_HEALTH_PORT, http.healthPort(), "is http.port too; leave it out, and health is served there");
        }
        return http;
    }

    /** The folder of Kafka Streams' state. */
    static String stateDir(AbstractConfig values) {
        String set = values.getString(LacunaConfig.STATE_DIR);
        return set.isEmpty()
                ? Path.of(System.getProperty("user.home", "."), ".lacuna", "state")
                        .toString()
                : set;
    }
}
