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
    void cellsChannelsStationsAndWholeRecordsGetLost() {
        SensorNetwork network = new SensorNetwork(1, RECORDS, RECORDS);
        long missing = 0;
        long whole = 0;
        int longest = 0;
        int run = 0;
        for (Feed.Row row : rows(network)) {
            int gaps = 0;
            for (double cell : row.observed()) {
                gaps += Double.isNaN(cell) ? 1 : 0;
            }
            missing += gaps;
            whole += gaps == row.observed().length ? 1 : 0;
            run = Double.isNaN(row.observed()[3]) ? run + 1 : 0;
            longest = Math.max(longest, run);
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
            assertThat(is[4]).isCloseTo(was[4] - 18, within(1e-9));
            assertThat(is[3]).isEqualTo(was[3]);
        }
    }

    private static List<Feed.Row> rows(Feed feed) {
        List<Feed.Row> rows = new ArrayList<>();
        feed.forEachRemaining(rows::add);
        return rows;
    }
}
