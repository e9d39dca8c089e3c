package io.lacuna.internal.inference.neural.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of the tutorial in the package documentation compiles and works. */
class TutorialTest {
    private static final Path TUTORIAL = Path.of("src/main/java/io/lacuna/internal/inference/package-info.java");
    private static final Path EXAMPLE =
            Path.of("src/test/java/io/lacuna/internal/inference/neural/search/AscentSearch.java");

    @Test
    void itsSearchEndsAtTheModeThatGaussNewtonFinds() {
        int k = 3;
        Decoder decoder = Decoders.continuous(Decoders.network(false, 9, k, 7), Objective.EVIDENCE);
        RecordObjective record = new RecordObjective(decoder);
        record.observe(new float[] {0.4f, Float.NaN, -1, 2, Float.NaN, 0, 0.3f});
        PosteriorModes expected = new PosteriorModes(k, GaussNewtonSearch.STARTS);
        SearchSettings settings = SearchSettings.of(NeuralMethod.GAUSS_NEWTON, false);
        new GaussNewtonSearch(record, null, null, settings).search(record, expected);
        PosteriorModes found = new PosteriorModes(k, 1);
        new AscentSearch(k, new SearchSettings(400, 0.1, true, 0)).search(record, found);
        for (int a = 0; a < k; a++) {
            assertThat(found.mean(0)[a]).isCloseTo(expected.mean(0)[a], within(2e-3));
        }
    }

    @Test
    void itsListingIsTheExampleThatCompiles() throws IOException {
        List<String> tutorial = Files.readAllLines(TUTORIAL).stream()
                .map(line -> line.replaceFirst("^ \\*", "").strip())
                .toList();
        int first = tutorial.indexOf("public void search(RecordObjective record, PosteriorModes posterior) {");
        int end = first + tutorial.subList(first, tutorial.size()).indexOf("}</pre>");
        assertThat(first).isPositive();
        assertThat(Files.readAllLines(EXAMPLE).stream().map(String::strip))
                .containsSequence(tutorial.subList(first, end));
    }

    @Test
    void itsConstantLooksLikeThoseThatExist() throws IOException {
        String svi = "SVI(\"svi\", 200, DecoderTraining.FREE_POSTERIORS),";
        assertThat(Files.readString(Path.of("src/main/java/io/lacuna/inference/NeuralMethod.java")))
                .contains(svi);
        assertThat(Files.readString(TUTORIAL))
                .contains(svi.replace("SVI", "ASCENT").replace("svi", "ascent"));
    }
}
