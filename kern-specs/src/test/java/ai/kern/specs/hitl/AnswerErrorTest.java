package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.UserInput;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the error of an answer says: which tool and which requirement it is about, and nothing that a person gave in secret. */
@Tag("HITL-8")
class AnswerErrorTest extends HitlSpec {
    private static final String SECRET = "hunter2";
    private static final long BEYOND_INT = 4_556_737_586L;

    record Booking(LocalDate day, int seats) {}

    private final ScriptedModel model = batch(call("delete", "a"));

    private static void assertNames(String tool, String requirementId, ThrowingCallable answering) {
        assertThat(catchThrowable(answering))
                .isInstanceOf(InvalidResolutionException.class)
                .hasMessageContaining("requirement " + requirementId + " of tool " + tool);
    }

    private static void assertTellsNoSecret(ThrowingCallable answering, String... named) {
        Throwable thrown = catchThrowable(answering);
        StringWriter log = new StringWriter();
        thrown.printStackTrace(new PrintWriter(log));
        assertThat(thrown).isInstanceOf(InvalidResolutionException.class).hasMessageContainingAll(named);
        assertThat(log.toString()).doesNotContain(SECRET).doesNotContain(String.valueOf(BEYOND_INT));
    }

    @Test
    void itNamesTheToolAndTheRequirement() {
        Agent agent = lab.agent(model, delete());
        RunOutput run = lab.run(agent, "go");
        Confirmation open = only(run, Confirmation.class);
        String id = open.id();

        assertNames("delete", id, () -> lab.continueRun(agent, run.runId(), open.confirm(), open.reject()));
        assertNames(
                "delete",
                id,
                () -> lab.continueRun(agent, run.runId(), new ExternalExecution(open.info()).error("failed")));
        assertNames("delete", id, () -> lab.continueRun(agent, run.runId(), open.confirm(Map.of("item", "b"))));
        assertNames(
                "delete",
                id,
                () -> open.confirm(Map.of("item", new Object() {
                    @SuppressWarnings("unused") // read by reflection
                    public Object getItself() {
                        return this;
                    }
                })));
        assertNames(
                "delete",
                id,
                () -> lab.continueRun(
                        lab.agent(model),
                        ContinueRequest.builder(run.runId()).askAnew(id).build()));
    }

    @Test
    void valuesThatDoNotFitAreNamedByTheirFieldsAndNotQuoted() {
        ScriptedModel booking = batch(ScriptedAnswer.call("book"));
        FunctionTool.Builder<Booking> book = FunctionTool.builder("book")
                .parameters(Booking.class)
                .call((arguments, context) -> "booked")
                .requiresUserInput();
        Agent agent = lab.agent(booking, book);
        RunOutput run = lab.run(agent, "go");
        UserInput open = only(run, UserInput.class);

        assertTellsNoSecret(
                () -> lab.continueRun(agent, run.runId(), open.provide(Map.of("day", SECRET, "seats", 2))),
                "book",
                open.id(),
                "day",
                "date");
        assertTellsNoSecret(
                () -> lab.continueRun(agent, run.runId(), open.provide(Map.of("day", "2026-01-31", "seats", SECRET))),
                "book",
                open.id(),
                "seats",
                "integer");
    }

    @Test
    void changedArgumentsThatDoNotFitAreNotQuotedEither() {
        ScriptedModel booking = batch(ScriptedAnswer.call("book", "{\"day\":\"2026-01-31\",\"seats\":2}"));
        Agent agent = lab.agent(
                booking,
                FunctionTool.builder("book")
                        .parameters(Booking.class)
                        .call((arguments, context) -> "booked")
                        .requiresConfirmation()
                        .editable());
        RunOutput run = lab.run(agent, "go");
        Confirmation open = only(run, Confirmation.class);

        assertTellsNoSecret(
                () -> lab.continueRun(agent, run.runId(), open.confirm(Map.of("day", SECRET, "seats", 2))),
                "book",
                open.id(),
                "day");
        assertTellsNoSecret(
                () -> lab.continueRun(
                        agent, run.runId(), open.confirm(Map.of("day", "2026-01-31", "seats", BEYOND_INT))),
                "book",
                open.id(),
                "seats",
                "int");
    }
}
