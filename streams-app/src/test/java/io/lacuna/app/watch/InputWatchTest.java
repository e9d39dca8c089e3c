package io.lacuna.app.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.schemas.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InputWatchTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("temp"),
            Feature.continuous("wind"),
            Feature.continuous("humidity"),
            Feature.binary("open")));

    /**
     * Temperatures of about 12, winds of about 5, a third of each missing at random; {@code change} is applied to each
     * row.
     */
    private static InputProfile profile(long seed, int rows, Consumer<double[]> change) {
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> cells = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double[] row = {
                12 + 5 * random.nextGaussian(),
                Math.exp(1.6 + 0.3 * random.nextGaussian()),
                50 + 10 * random.nextGaussian(),
                random.nextInt(2)
            };
            for (int j = 0; j < 2; j++) {
                row[j] = random.nextDouble() < 0.33 ? Double.NaN : row[j];
            }
            change.accept(row);
            cells.add(row);
        }
        return InputProfile.of(new Table(FEATURES, cells));
    }

    private static List<InputEvent> findings(Consumer<double[]> change) {
        return new InputWatch(profile(1, 5_000, row -> {})).findings(profile(2, 1_000, change));
    }

    @Test
    void recordsLikeThoseLearntFromAreNoFinding() {
        for (int seed = 10; seed < 60; seed++) {
            assertThat(new InputWatch(profile(1, 5_000, row -> {})).findings(profile(seed, 300, row -> {})))
                    .isEmpty();
        }
    }

    @Test
    void nullsReplacedByOneValueAreToldWithTheValue() {
        assertThat(findings(row -> row[0] = Double.isNaN(row[0]) ? -999 : row[0]))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(EventKind.NULLS_REPLACED);
                    assertThat(finding.feature()).isEqualTo("temp");
                    assertThat(finding.message()).contains("add temp:-999.0 to impute.sentinels");
                    assertThat(finding.figures().get("value")).isEqualTo(-999);
                    assertThat(finding.figures().get("before.missing")).isCloseTo(0.33, within(0.03));
                    assertThat(finding.figures().get("now.missing")).isZero();
                    assertThat(finding.figures().get("now.share")).isCloseTo(0.33, within(0.05));
                });
    }

    @Test
    void gapsThatCloseWithManyValuesAreNotReplacedNulls() {
        SplittableRandom random = new SplittableRandom(4);
        assertThat(findings(row -> row[0] = Double.isNaN(row[0]) ? 12 + 5 * random.nextGaussian() : row[0]))
                .isEmpty();
    }

    @Test
    void aFieldThatVanishedOrAppearedIsTold() {
        assertThat(findings(row -> row[2] = Double.NaN)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(EventKind.FEATURE_VANISHED);
            assertThat(finding.feature()).isEqualTo("humidity");
        });
        InputProfile without = profile(1, 5_000, row -> row[2] = Double.NaN);
        assertThat(new InputWatch(without).findings(profile(2, 1_000, row -> {})))
                .singleElement()
                .satisfies(finding -> assertThat(finding.kind()).isEqualTo(EventKind.FEATURE_APPEARED));
    }

    @Test
    void aFieldThatLeftTheSchemaIsTold() {
        Table other = new Table(new Features(List.of(Feature.continuous("temp"))), List.of(new double[] {12}));
        assertThat(new InputWatch(profile(1, 5_000, row -> {})).findings(InputProfile.of(other)))
                .extracting(InputEvent::kind)
                .containsExactly(EventKind.FEATURE_VANISHED, EventKind.FEATURE_VANISHED, EventKind.FEATURE_VANISHED);
    }

    @Test
    void aPatternOfGapsNeverMetIsTold() {
        int[] count = {0};
        assertThat(findings(row -> {
                    if (count[0]++ % 20 == 0) {
                        row[0] = 12;
                        row[2] = Double.NaN;
                        row[3] = Double.NaN;
                        row[1] = 5;
                    }
                }))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(EventKind.NEW_PATTERN);
                    assertThat(finding.message()).contains("lack humidity, open and nothing else");
                    assertThat(finding.figures().get("now.share")).isCloseTo(0.05, within(1e-9));
                });
    }

    @Test
    void aKnownConversionIsNamedWithItsFactor() {
        assertThat(findings(row -> row[0] = 1.8 * row[0] + 32)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(EventKind.UNIT_CHANGED);
            assertThat(finding.message()).contains("from Celsius to Fahrenheit");
            assertThat(finding.figures()).containsEntry("factor", 1.8).containsEntry("offset", 32.0);
        });
        assertThat(findings(row -> row[1] *= 3.6))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("from m/s to km/h"));
        assertThat(findings(row -> row[2] *= 0.01))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("from percent to shares"));
    }

    @Test
    void aSeasonOrADriftIsNoUnitChange() {
        assertThat(findings(row -> row[0] = 1.3 * row[0] + 3)).isEmpty();
        assertThat(findings(row -> row[0] -= 10)).isEmpty();
        assertThat(findings(row -> row[1] *= 0.55)).isEmpty();
    }

    @Test
    void aProfileComesBackFromItsProvenance() {
        InputProfile profile = profile(1, 2_000, row -> {});
        Map<String, String> entries = profile.entries();
        entries.put("java.version", "17");
        assertThat(InputProfile.from(entries)).contains(profile);
        assertThat(InputProfile.from(Map.of("java.version", "17"))).isEmpty();
    }

    @Test
    void aProvenanceWithAWrongCharacterIsNoProfileOrAWholeOne() {
        SplittableRandom random = new SplittableRandom(9);
        int whole = 0;
        for (int trial = 0; trial < 2_000; trial++) {
            Map<String, String> entries = profile(1, 50, row -> {}).entries();
            String key = List.copyOf(entries.keySet()).get(random.nextInt(entries.size()));
            StringBuilder text = new StringBuilder(entries.get(key));
            text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
            entries.put(key, text.toString());
            InputProfile read = InputProfile.from(entries).orElse(null);
            if (read != null) {
                whole++;
                assertThat(InputProfile.from(read.entries())).contains(read);
                assertThat(new InputWatch(read).findings(profile(2, 50, row -> {})))
                        .allSatisfy(finding -> assertThat(finding.message()).isNotBlank());
            }
        }
        // A digit for a digit is another profile; what is no number, no place and no pattern is none.
        assertThat(whole).isBetween(200, 1_800);
    }
}
