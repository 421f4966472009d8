package ai.kern.specs.misuse;

import static ai.kern.specs.misuse.Refusals.assertNullRefused;
import static ai.kern.specs.misuse.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.db.LimitExceededException;
import ai.kern.run.OwnerMismatchException;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.EngineSpec;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunRequestMisuseTest extends EngineSpec {
    private final ScriptedModel model = ScriptedModel.of(ScriptedAnswer.text("done"));

    private static RunRequest.Builder request() {
        return RunRequest.builder("Go.");
    }

    private Agent agent() {
        return lab.agent(model);
    }

    @Test
    void noInput() {
        assertNullRefused(() -> RunRequest.of(null), "input");
        assertNullRefused(() -> lab.run(agent(), (String) null), "input");
    }

    @Test
    void aSessionOrUserThatNoDatabaseKeepsAsItIs() {
        assertRefused(IllegalArgumentException.class, () -> request().session(""), "session id", "not blank");
        assertRefused(IllegalArgumentException.class, () -> request().user("  "), "user id", "not blank");
        assertRefused(IllegalArgumentException.class, () -> request().user("ann\u0000"), "user id", "control");
        assertRefused(
                IllegalArgumentException.class,
                () -> request().session("s".repeat(201)),
                "session id",
                "1 to 200",
                "this one has 201");
        assertNullRefused(() -> request().session(null), "session id");
        assertNullRefused(() -> request().user(null), "user id");
    }

    @Test
    void metadataThatCannotBeStored() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);

        assertRefused(
                IllegalArgumentException.class,
                () -> request().metadata("cycle", cycle),
                "'cycle'",
                "java.util.ArrayList",
                "has no JSON form",
                "object(…)");
    }

    @Test
    void metadataWithoutKeyOrValue() {
        assertNullRefused(() -> request().metadata("ticket", null), "metadata 'ticket'", "leave it out");
        assertNullRefused(() -> request().metadata("ticket", Optional.empty()), "metadata 'ticket'", "leave it out");
        assertNullRefused(() -> request().metadata(null, 4711), "key of metadata");
    }

    @Test
    void metadataThatIsTooLargeIsRefusedBeforeAnythingHappens() {
        RunRequest large = request()
                .session("s")
                .metadata("book", "x".repeat(6 * 1024 * 1024))
                .build();

        assertRefused(
                LimitExceededException.class,
                () -> lab.run(agent(), large),
                "the settings of run",
                "the most that is stored is 5242880",
                "store a reference");
        assertThat(model.requests()).isEmpty();
        assertThat(lab.db().findSession("s")).isEmpty();
    }

    @Test
    void metadataThatChangesAfterwardsDoesNotChangeTheRequest() {
        List<String> tags = new ArrayList<>(List.of("a"));
        RunRequest request = request().metadata("tags", tags).build();

        tags.add("b");

        assertThat(request.metadata()).isEqualTo(Map.of("tags", List.of("a")));
    }

    @Test
    void anObjectWithoutNameOrValue() {
        Map<String, Object> objects = new HashMap<>();
        objects.put("clock", null);

        assertNullRefused(() -> request().object("clock", null), "object 'clock'", "leave it out");
        assertNullRefused(() -> request().objects(objects), "object 'clock'", "leave it out");
        assertNullRefused(() -> request().object(null, 1), "name of an object");
        assertNullRefused(() -> request().objects(Collections.singletonMap(null, 1)), "name of an object");
    }

    @Test
    void aNegativeLimit() {
        assertRefused(IllegalArgumentException.class, () -> request().toolCallLimit(-5), "0 or more", "not -5");
    }

    @Test
    void noBatchMode() {
        assertNullRefused(() -> request().batch(null), "batch");
    }

    @Test
    @Tag("RUN-10")
    void theSessionOfAnotherUser() {
        lab.run(agent(), request().session("s").user("ann").build());

        assertRefused(
                OwnerMismatchException.class,
                () -> lab.run(agent(), request().session("s").user("bob").build()),
                "session s belongs to another user than bob",
                "Use a session of that user");
        assertThat(model.requests()).hasSize(1);
    }
}
