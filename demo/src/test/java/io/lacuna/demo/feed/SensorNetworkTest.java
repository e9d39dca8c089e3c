package io.lacuna.demo.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;

class SensorNetworkTest {
    private static final int RECORDS = 6000;

    @Test
    void theSameSeedGivesTheSameReadings() {
        List<Feed.Row> once = rows(new SensorNetwork(3, 500, 250));
        List<Feed.Row> again = rows(new SensorNetwork(3, 500, 250));
        List<Feed.Row> other = rows(new SensorNetwork(4, 500, 250));
        for (int i = 0; i < 500; i++) {
            assertThat(again.get(i).record()).isEqualTo(once.get(i).record());
            assertThat(again.get(i).truth()).isEqualTo(once.get(i).truth());
        }
        assertThat(other.get(0).truth()).isNotEqualTo(once.get(0).truth());
    }

    @Test
    void recordsAreValidAndCarryWhatWasObserved() {
        SensorNetwork network = new SensorNetwork(1, RECORDS, RECORDS);
        for (Feed.Row row : rows(network)) {
            assertThat(GenericData.get().validate(network.schema(), row.record()))
                    .isTrue();
            for (int j = 0; j < network.features().size(); j++) {
                double cell = AvroCells.get(row.record(), network.features().get(j));
                assertThat(Double.valueOf(cell)).isEqualTo(Double.valueOf(row.observed()[j]));
                assertThat(row.truth()[j]).isFinite();
                assertThat(Double.isNaN(cell) || cell == row.truth()[j]).isTrue();
            }
        }
    }

    @Test
    void cellsChannelsLoggersAndWholeRecordsGetLost() {
        SensorNetwork network = new SensorNetwork(1, RECORDS, RECORDS);
        long missing = 0;
        long whole = 0;
        int longest = 0;
        int run = 0;
        long of = 0;
        for (Feed.Row row : rows(network)) {
            int gaps = 0;
            for (double cell : row.observed()) {
                gaps += Double.isNaN(cell) ? 1 : 0;
            }
            missing += gaps;
            whole += gaps == row.observed().length ? 1 : 0;
            if (of++ % SensorNetwork.stations() == 0) {
                run = Double.isNaN(row.observed()[3]) ? run + 1 : 0;
                longest = Math.max(longest, run);
            }
        }
        double share = missing / (double) (RECORDS * network.features().size());
        assertThat(share).isBetween(0.15, 0.35);
        assertThat(whole).isBetween(1L, 60L);
        assertThat(longest).isGreaterThan(30);
    }

    @Test
    void driftBeginsAtItsRecordAndMovesTheSensorsItNames() {
        List<Feed.Row> before = rows(new SensorNetwork(1, RECORDS, RECORDS));
        List<Feed.Row> drifting = rows(new SensorNetwork(1, RECORDS, 3000));
        for (int i = 0; i < 3000; i++) {
            assertThat(drifting.get(i).truth()).isEqualTo(before.get(i).truth());
        }
        for (int i = 3000; i < RECORDS; i++) {
            double[] was = before.get(i).truth();
            double[] is = drifting.get(i).truth();
            assertThat(is[0]).isCloseTo(1.3 * was[0] + 3, within(1e-9));
            assertThat(is[1]).isCloseTo(0.75 * was[1], within(1e-9));
            assertThat(is[2]).isEqualTo(was[2]);
            assertThat(is[5]).isEqualTo(was[5]);
        }
    }

    /** Stations report in turn, each with its own key, at the same time as the others of its turn. */
    @Test
    void theKeyOfARecordIsItsStation() {
        SensorNetwork network = new SensorNetwork(1, 100, 100);
        int stations = SensorNetwork.stations();
        List<Feed.Row> rows = rows(network);
        for (int i = 0; i < 100; i++) {
            assertThat(rows.get(i).key())
                    .isEqualTo(rows.get(i).record().get("station").toString())
                    .isEqualTo(rows.get(i % stations).key());
            assertThat(rows.get(i).record().get("time")).isEqualTo(network.timeMs(i));
            assertThat(network.timeMs(i)).isEqualTo(network.timeMs(0) + i / stations * 1_200_000L);
        }
    }

    /** What is believable of such a feed: a reading is near the one before, and two stations differ for days. */
    @Test
    void readingsChangeSlowlyAndStationsDiffer() {
        List<Feed.Row> rows = rows(new SensorNetwork(1, RECORDS, RECORDS));
        int stations = SensorNetwork.stations();
        for (int channel : new int[] {0, 1, 2, 5}) {
            double steps = 0;
            double spread = 0;
            double mean = rows.stream()
                    .mapToDouble(row -> row.truth()[channel])
                    .average()
                    .orElseThrow();
            for (int i = stations; i < RECORDS; i++) {
                double now = rows.get(i).truth()[channel];
                steps += Math.pow(now - rows.get(i - stations).truth()[channel], 2);
                spread += Math.pow(now - mean, 2);
            }
            assertThat(Math.sqrt(steps / spread)).as("channel %d", channel).isBetween(0.02, 0.4);
        }
        double difference = 0;
        for (int i = 0; i < RECORDS - stations; i += stations) {
            difference += rows.get(i).truth()[0] - rows.get(i + 2).truth()[0];
        }
        assertThat(difference / (RECORDS / (double) stations)).isBetween(3.0, 9.0);
    }

    private static List<Feed.Row> rows(Feed feed) {
        List<Feed.Row> rows = new ArrayList<>();
        feed.forEachRemaining(rows::add);
        return rows;
    }
}
