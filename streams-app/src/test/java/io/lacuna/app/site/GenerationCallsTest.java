package io.lacuna.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.web.Answer;
import io.lacuna.app.web.Call;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may change generations over HTTP; what a change does is in {@code StreamSiteIT}. */
class GenerationCallsTest {
    private static Answer change(String token, String authorization, String body) {
        GenerationCalls calls = new GenerationCalls(
                token,
                () -> {
                    throw new AssertionError("something would be changed");
                },
                () -> {});
        return calls.answer(
                new Call(Map.of(), "application/json", authorization, body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void withoutATokenNothingCanBeChanged() {
        String rollback = "{\"action\":\"rollback\",\"generation\":1}";
        assertThat(change("", "", rollback).status()).isEqualTo(403);
        assertThat(change("", "Bearer ", rollback).status()).isEqualTo(403);
        assertThat(change("t0ken", "", rollback).status()).isEqualTo(401);
        assertThat(change("t0ken", "Bearer t0ke", rollback).status()).isEqualTo(401);
        assertThat(change("t0ken", "t0ken", rollback).status()).isEqualTo(401);
    }

    @Test
    void aCallThatSaysTooLittleIsRefused() {
        for (String body : new String[] {
            "",
            "no JSON",
            "[]",
            "{\"action\":\"rollback\"}",
            "{\"action\":\"rollback\",\"generation\":1.5}",
            "{\"generation\":1}",
            "{\"action\":\"erase\",\"generation\":1}"
        }) {
            Answer answer = change("t0ken", "Bearer t0ken", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
        }
    }
}
