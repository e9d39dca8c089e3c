package io.lacuna.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.benchmarks.peer.StreamThreadCpu;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PipelineArgumentsTest {
    @Test
    void whatIsNotGivenIsTheComparisonOfTheGoals() {
        assertThat(PipelineArguments.of(List.of()))
                .isEqualTo(new PipelineArguments(
                        List.of(12), 600_000, 3, List.of("exactly_once_v2"), List.of(1), List.of(), Map.of()));
    }

    @Test
    void otherKeysAreSettingsOfThePipelines() {
        assertThat(PipelineArguments.of(List.of(
                        "12,57", "1000", "rounds=1", "threads=1,2", "rows=onnx,lacuna fast", "producer.acks=all")))
                .isEqualTo(new PipelineArguments(
                        List.of(12, 57),
                        1000,
                        1,
                        List.of("exactly_once_v2"),
                        List.of(1, 2),
                        List.of("onnx", "lacuna fast"),
                        Map.of("producer.acks", "all")));
    }

    @Test
    void aThirdWordWithoutAKeyIsAnError() {
        assertThatThrownBy(() -> PipelineArguments.of(List.of("12", "1000", "fast")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'fast'");
    }

    @Test
    void onlyStreamThreadsCount() throws Exception {
        long before = StreamThreadCpu.nanos();
        long others = burn("kafka-producer-network-thread | app-StreamThread-1-producer");
        long own = burn("app-StreamThread-1");
        assertThat(others - before).isLessThan(20_000_000);
        assertThat(own - before).isGreaterThan(20_000_000);
    }

    /** The count while a thread of that name, which used some CPU time, is alive. */
    @Test
    void rowsAreChosenByName() {
        assertThat(PipelineRow.chosen(List.of("lacuna fast", "onnx"), 12, Path.of("unused")))
                .extracting(PipelineRow::name)
                .containsExactly("onnx", "lacuna fast");
        assertThat(PipelineRow.chosen(List.of(), 12, Path.of("unused"))).hasSizeGreaterThan(5);
        assertThatThrownBy(() -> PipelineRow.chosen(List.of("fast"), 12, Path.of("unused")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no row 'fast'; there are [pass-through, ");
    }

    private static long burn(String name) throws InterruptedException {
        CountDownLatch burnt = new CountDownLatch(1);
        CountDownLatch counted = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
                    while (threads.getCurrentThreadCpuTime() < 30_000_000) {
                        Thread.onSpinWait();
                    }
                    burnt.countDown();
                    try {
                        counted.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.start();
        burnt.await();
        long nanos = StreamThreadCpu.nanos();
        counted.countDown();
        thread.join();
        return nanos;
    }
}
