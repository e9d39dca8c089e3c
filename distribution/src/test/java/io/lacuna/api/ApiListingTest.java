package io.lacuna.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

class ApiListingTest {
    private static final String BEFORE = """
            # A comment.

            io.lacuna.impute.Interval
              = final record(double lower, double upper)
              lower(): double
              upper(): double

            io.lacuna.impute.Model
              = final class
              read(Path): static Model
            """;

    @Test
    void whatWasWrittenIsReadAgain() {
        SortedMap<String, SortedSet<String>> api = ApiListing.read(BEFORE);

        assertThat(api).containsOnlyKeys("io.lacuna.impute.Interval", "io.lacuna.impute.Model");
        assertThat(ApiListing.read(ApiListing.text(api))).isEqualTo(api);
    }

    @Test
    void withoutAChangeNothingNeedsAName() {
        assertThat(changes(BEFORE, "")).isEmpty();
    }

    @Test
    void aMemberThatIsGoneMustBeNamedWithItsType() {
        String now = BEFORE.replace("  upper(): double\n", "");

        assertThat(changes(now, "- `Interval.lower` and `upper` are well, `Intervals.upper` too"))
                .singleElement()
                .asString()
                .contains("upper(): double", "`Interval.upper`");
        assertThat(changes(now, "- `Interval.upper` is gone; take `lower`")).isEmpty();
    }

    @Test
    void aMemberThatAltersItsTypesOrIsNewMustBeNamed() {
        assertThat(changes(BEFORE.replace("read(Path)", "read(String)"), "")).hasSize(2);
        assertThat(changes(BEFORE + "  write(Path): void\n", ""))
                .singleElement()
                .asString()
                .contains("new: Model write");
        assertThat(changes(BEFORE + "  write(Path): void\n", "`Model.write(Path)`"))
                .isEmpty();
    }

    @Test
    void aTypeThatCameOrWentMustBeNamedOnce() {
        String now = BEFORE + "\nio.lacuna.impute.Row\n  = final class\n  size(): int\n";

        assertThat(changes(now, "")).singleElement().asString().contains("io.lacuna.impute.Row");
        assertThat(changes(now, "- `Row`: a record by position")).isEmpty();
        assertThat(changes("", "- `Interval` moved")).singleElement().asString().contains("Model");
    }

    @Test
    void onlyWhatIsUnreleasedCounts() {
        String changelog = "# Changelog\n\n## Unreleased\n\n- `New`\n\n## 1.0\n\n- `Old`\n";

        assertThat(ApiListing.unreleased(changelog)).contains("`New`").doesNotContain("`Old`");
    }

    private static List<String> changes(String now, String changelog) {
        return ApiListing.unnamedChanges(ApiListing.read(BEFORE), ApiListing.read(now), changelog);
    }
}
