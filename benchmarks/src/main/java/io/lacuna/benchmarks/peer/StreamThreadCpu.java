package io.lacuna.benchmarks.peer;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.regex.Pattern;

/** CPU time of Kafka Streams' threads in this JVM. Other work on the machine changes it less than it changes wall time. */
public final class StreamThreadCpu {
    /** A producer's thread has the name of its stream thread in the middle of its own. */
    private static final Pattern STREAM_THREAD = Pattern.compile(".*-StreamThread-\\d+");

    private StreamThreadCpu() {}

    /** Nanoseconds of all stream threads that are alive. */
    public static long nanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && STREAM_THREAD.matcher(thread.getThreadName()).matches()) {
                sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return sum;
    }
}
