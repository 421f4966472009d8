package ai.kern.specs.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.db.Db;
import ai.kern.db.internal.MovableTimeOffset;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.specs.support.ProcessDied;
import ai.kern.testkit.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores all samples, by the engine as it is now. */
final class SampleWriter {
    /** Whose runs they are. */
    static final String USER = "zo\u00eb \u6f22";

    /** What the name of a session ends with. */
    static final String NAME = "\u00e9 \u6f22 \ud83d\ude00";

    private final Db db;
    private final MovableTimeOffset time;

    SampleWriter(Db db, MovableTimeOffset time) {
        this.db = db;
        this.time = time;
    }

    void write() {
        for (Sample sample : Sample.values()) {
            write(sample);
            db.renameSession(sample.session(), Optional.of("Sample " + sample + " " + NAME));
        }
    }

    /** What each run was started with. */
    static RunRequest request(Sample sample) {
        return RunRequest.builder("Do it: " + Sample.Texts.ODD)
                .session(sample.session())
                .user(USER)
                .metadata("ticket", 4711)
                .metadata("odd", Sample.Texts.ODD)
                .metadata("nested", Map.of("tags", List.of("urgent", "\u6f22"), "ratio", 0.25))
                .toolCallLimit(20)
                .build();
    }

    private void write(Sample sample) {
        Desk desk = new Desk();
        Agent agent = desk.agent(db, sample.model());
        switch (sample.state()) {
            case ASKED, ENDED -> agent.run(request(sample));
            case PARTLY_APPROVED -> answer(agent, agent.run(request(sample)), Answering.APPROVE, 1);
            case APPROVED -> answer(agent, agent.run(request(sample)), Answering.APPROVE, Integer.MAX_VALUE);
            case REJECTED -> answer(agent, agent.run(request(sample)), Answering.REJECT, Integer.MAX_VALUE);
            case STARTED -> {
                Agent mortal = desk.agent(db, ScriptedModel.playing(request -> {
                    throw new ProcessDied();
                }));
                die(() -> mortal.run(request(sample)));
            }
            case CLAIMED -> claim(sample, desk, agent);
            case IN_DOUBT -> doubt(sample, desk, agent);
            case GIVEN_UP -> answer(agent, doubt(sample, desk, agent), Answering.REJECT, 1);
            case FAILED ->
                assertThat(catchThrowable(() -> agent.run(request(sample)))).isNotNull();
            case VOTED, DECIDED_FOR -> decide(agent, sample, Answering.APPROVE);
            case DECIDED_AGAINST -> decide(agent, sample, Answering.REJECT);
            case EXPIRED -> {
                agent.run(request(sample));
                time.move(Duration.ofHours(2));
                assertThat(((ApprovalDb) db).approvals().expireDue(10)).isEqualTo(1);
            }
            case USED -> {
                decide(agent, sample, Answering.APPROVE);
                agent.continueRun(StoredDump.run(db, sample).id());
            }
            case CANCELLED -> agent.cancel(agent.run(request(sample)).runId());
        }
    }

    private void decide(Agent agent, Sample sample, Answering answering) {
        new Administrators(db).decide(agent.run(request(sample)).runId(), answering);
    }

    /** Ends the process while a tool runs, and tells the run. */
    private String claim(Sample sample, Desk desk, Agent agent) {
        desk.dies(true);
        if (sample == Sample.RUNNING_WITH_FREE_CLAIM) {
            die(() -> agent.run(request(sample)));
        } else {
            RunOutput asked = agent.run(request(sample));
            die(() -> answer(agent, asked, Answering.APPROVE, Integer.MAX_VALUE));
        }
        desk.dies(false);
        return StoredDump.run(db, sample).id();
    }

    private RunOutput doubt(Sample sample, Desk desk, Agent agent) {
        String runId = claim(sample, desk, agent);
        time.move(Duration.ofSeconds(31));
        return agent.recover(runId);
    }

    private static void die(Runnable work) {
        assertThat(catchThrowable(work::run)).isInstanceOf(ProcessDied.class);
    }

    private static RunOutput answer(Agent agent, RunOutput asked, Answering answering, int most) {
        return agent.continueRun(ContinueRequest.builder(asked.runId())
                .answers(asked.activeRequirements().stream()
                        .limit(most)
                        .map(answering::to)
                        .toArray(Resolution[]::new))
                .by(Actor.of("bob"))
                .build());
    }
}
