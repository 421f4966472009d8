package ai.kern.specs.team;

import static ai.kern.specs.support.LedgerTools.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kern.agent.Agent;
import ai.kern.db.DbException;
import ai.kern.requirement.Requirement;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.run.Runner;
import ai.kern.specs.support.Confirmations;
import ai.kern.specs.support.PlainSql;
import ai.kern.team.Team;
import ai.kern.team.TeamMode;
import ai.kern.testkit.Script;
import ai.kern.testkit.ScriptedModel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of a waiting tree are changed by plain SQL, in a way that only a repaired database would have them. */
@Tag("TEAM-5")
class EditedTreeTest extends TeamSpec {
    private PlainSql sql;

    @BeforeEach
    void connect() {
        assumeTrue(lab.kind().isDurable(), "memory has no SQL");
        sql = PlainSql.on(lab);
    }

    @AfterEach
    void disconnect() {
        if (lab.kind().isDurable()) {
            sql.close();
        }
    }

    private Agent payer() {
        return member(
                "Payer",
                ScriptedModel.playing(Script.byTurn(calls(call("pay", "a")), text("paid"))),
                lab.tool("pay").requiresConfirmation());
    }

    private Team inner() {
        return Team.builder()
                .name("Inner")
                .model(ScriptedModel.playing(Script.byTurn(calls(give("payer", "pay a")), text("inner is done"))))
                .members(payer())
                .build();
    }

    private Team crew(String member, Runner runner) {
        return team(
                TeamMode.COORDINATE,
                ScriptedModel.playing(Script.byTurn(calls(give(member, "pay")), text("all is done"))),
                runner);
    }

    private void setStatus(String runId, RunStatus status) {
        assertThat(sql.update("UPDATE kern_runs SET status = ? WHERE run_id = ?", status.name(), runId))
                .isOne();
    }

    private static String runOf(RunOutput run) {
        return run.activeRequirements().stream()
                .map(Requirement::runId)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTeamTakesNoteOfAMemberThatHasEndedWithoutIt() {
        Team crew = crew("payer", payer());
        RunOutput waiting = lab.run(crew, "go");
        setStatus(runOf(waiting), RunStatus.CANCELLED);

        RunOutput run = lab.continueRun(crew, waiting.runId());

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(run.toolExecutions()).singleElement().satisfies(delegation -> {
            assertThat(delegation.outcome()).contains(OutcomeStatus.FAILED);
            assertThat(delegation.result().orElseThrow()).contains("its run ended as CANCELLED");
        });
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    void aTeamInATeamTakesNoteOfAMemberThatHasEndedWithoutIt() {
        Team crew = crew("inner", inner());
        RunOutput waiting = lab.run(crew, "go");
        setStatus(runOf(waiting), RunStatus.CANCELLED);

        RunOutput run = lab.continueRun(crew, waiting.runId());

        assertThat(run.content()).isEqualTo("all is done");
        assertThat(run.toolExecutions())
                .singleElement()
                .satisfies(delegation -> assertThat(delegation.result()).contains("inner is done"));
        assertThat(lab.ledger().effects()).isEmpty();
    }

    @Test
    @Tag("HITL-5")
    @Tag("TEAM-11")
    void aCallThatNamesAMemberRunOfAnotherTreeShowsAndAnswersNothingOfIt() {
        Team crew = crew("payer", payer());
        RunOutput ours = lab.run(crew, "go");
        RunOutput theirs = lab.run(crew, "go");
        nameInsteadOf(ours, runOf(ours), runOf(theirs));

        assertRefused(crew, ours, theirs.activeRequirements().get(0));
        assertRefused(crew, ours, ours.activeRequirements().get(0));

        nameInsteadOf(ours, runOf(theirs), runOf(ours));
        assertThat(lab.continueAll(crew, ours, Confirmations::confirm).content())
                .isEqualTo("all is done");
        assertThat(lab.ledger().effects()).containsExactly("pay a");
    }

    @Test
    @Tag("RUN-9")
    @Tag("TEAM-11")
    void cancellingATreeWhoseCallNamesAMemberRunOfAnotherLeavesThatAlone() {
        Team crew = crew("payer", payer());
        RunOutput ours = lab.run(crew, "go");
        RunOutput theirs = lab.run(crew, "go");
        nameInsteadOf(ours, runOf(ours), runOf(theirs));

        assertThatThrownBy(() -> crew.cancel(ours.runId())).hasMessageContaining("is CANCELLED");

        assertThat(lab.db().find(ours.runId()).orElseThrow().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(lab.continueAll(crew, theirs, Confirmations::confirm).content())
                .isEqualTo("all is done");
    }

    @Test
    @Tag("TEAM-11")
    void aMemberRunThatWasMovedInTheTreeOrToAnotherDoesNotGoOn() {
        Team crew = crew("payer", payer());
        RunOutput ours = lab.run(crew, "go");
        RunOutput theirs = lab.run(crew, "go");
        for (String edit : List.of(
                "parent_index = parent_index + 1",
                "parent_sequence = parent_sequence + 1",
                "parent_run_id = '" + theirs.runId() + "'",
                "root_id = '" + theirs.runId() + "'",
                "runner_id = 'crew'")) {
            List<Map<String, @Nullable Object>> before =
                    sql.rows("SELECT * FROM kern_runs WHERE run_id = ?", runOf(ours));
            assertThat(sql.update("UPDATE kern_runs SET " + edit + " WHERE run_id = ?", runOf(ours)))
                    .as(edit)
                    .isOne();

            assertRefused(crew, ours, ours.activeRequirements().get(0));

            String column = edit.substring(0, edit.indexOf(' '));
            sql.update(
                    "UPDATE kern_runs SET " + column + " = ? WHERE run_id = ?",
                    before.get(0).get(column),
                    runOf(ours));
        }
        assertThat(lab.continueAll(crew, ours, Confirmations::confirm).content())
                .isEqualTo("all is done");
    }

    @Test
    @Tag("TEAM-3")
    @Tag("TEAM-11")
    void twoCallsThatNameOneMemberRunDoNotShareIt() {
        Team crew = team(
                TeamMode.COORDINATE,
                ScriptedModel.playing(
                        Script.byTurn(calls(give("payer", "pay"), give("payer", "pay")), text("all is done"))),
                payer());
        RunOutput waiting = lab.run(crew, "go");
        List<String> runs =
                waiting.activeRequirements().stream().map(Requirement::runId).toList();
        nameInsteadOf(waiting, runs.get(1), runs.get(0));

        assertRefused(crew, waiting, waiting.activeRequirements().get(0));
    }

    @Test
    @Tag("RUN-6")
    void callsAreNotCountedWithoutEndWhereACallNamesTheRunThatMadeIt() {
        Team crew = Team.builder()
                .name("Crew")
                .model(ScriptedModel.playing(
                        Script.byTurn(calls(give("looker", "look")), calls(give("payer", "pay")), text("all is done"))))
                .members(member("Looker", ScriptedModel.playing(Script.byTurn(text("seen")))), payer())
                .totalToolCallLimit(10)
                .db(lab.db())
                .build();
        RunOutput waiting = lab.run(crew, "go");
        String looked = waiting.toolExecutions().get(0).memberRuns().get(0);
        Requirement asked = waiting.activeRequirements().get(0);
        nameInsteadOf(waiting, looked, waiting.runId());

        assertThatThrownBy(() -> lab.continueRun(crew, waiting.runId(), Confirmations.confirm(asked)))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("is stored as given to 'looker'");
    }

    @Test
    void aMemberRunThatIsStoredUnderItselfIsRefusedToItsReader() {
        Agent reader = Agent.builder()
                .name("Payer")
                .model(ScriptedModel.of())
                .tools(lab.tool("pay").requiresConfirmation())
                .db(lab.db())
                .build();
        String runId = runOf(lab.run(crew("payer", payer()), "go"));
        assertThat(sql.update("UPDATE kern_runs SET parent_run_id = run_id WHERE run_id = ?", runId))
                .isOne();

        assertThatThrownBy(() -> lab.find(reader, runId))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("is stored as one under itself");
    }

    /** Exchanges the run that a call of the root names as that of its member. */
    private void nameInsteadOf(RunOutput root, String named, String other) {
        assertThat(sql.update(
                        "UPDATE kern_executions SET document = REPLACE(document, ?, ?) WHERE run_id = ?"
                                + " AND document <> REPLACE(document, ?, ?)",
                        named,
                        other,
                        root.runId(),
                        named,
                        other))
                .isOne();
    }

    private void assertRefused(Team crew, RunOutput run, Requirement answered) {
        long version = lab.db().find(run.runId()).orElseThrow().version();
        assertThatThrownBy(() -> lab.find(crew, run.runId())).isInstanceOf(DbException.class);
        assertThatThrownBy(() -> lab.continueRun(crew, run.runId(), Confirmations.confirm(answered)))
                .isInstanceOf(DbException.class)
                .hasMessageContaining("is stored as given to 'payer'")
                .hasMessageContaining("put it back, or cancel run " + run.runId());
        assertThat(lab.db().find(run.runId()).orElseThrow().version()).isEqualTo(version);
        assertThat(lab.ledger().effects()).isEmpty();
    }
}
