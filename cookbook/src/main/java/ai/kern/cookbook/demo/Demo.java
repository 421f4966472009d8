package ai.kern.cookbook.demo;

import ai.kern.agent.Agent;
import ai.kern.cookbook.CookbookModel;
import ai.kern.cookbook.ShellWord;
import ai.kern.db.Db;
import ai.kern.db.RunQuery;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunPrinter;
import ai.kern.run.RunStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The demo's two halves. {@link #start()} runs an agent until it stops in front of a call that needs a person;
 * {@link #proceed} takes the run up again from the database, as any other process could.
 */
final class Demo {
    private static final String REQUEST = "Delete the file .env and create test.txt";

    private final DemoFolder folder;
    private final String program;
    private final Map<String, String> environment;
    private final BufferedReader person;
    private final PrintWriter out;

    /** What the person says to the calls that wait. */
    enum Answer {
        APPROVE,
        REJECT
    }

    /**
     * A demo in a folder.
     *
     * @param program how the person calls it, for what is to be typed next
     */
    Demo(Path folder, String program, Map<String, String> environment, BufferedReader person, PrintWriter out) {
        this.folder = new DemoFolder(folder);
        this.program = program;
        this.environment = environment;
        this.person = person;
        this.out = out;
    }

    /**
     * Runs the agent until it waits; a run that an earlier call left behind is taken up instead of another one.
     *
     * @return the id of the run that was shown, if there is something to decide
     */
    Optional<String> start() throws IOException {
        folder.make();
        try (CookbookModel model = DemoModel.open(environment);
                Db db = SqliteDb.open(folder.database())) {
            out.println(model.description());
            Agent agent = agent(model, db);
            Optional<RunOutput> leftBehind = unfinished(agent, db);
            RunOutput run = leftBehind.isPresent() ? takeUp(agent, leftBehind.get()) : begin(agent);
            out.println();
            new RunPrinter(out).print(run);
            out.println();
            if (run.isPaused()) {
                out.println("Process " + ProcessHandle.current().pid() + " ends here. The run waits in "
                        + folder.database() + ".");
                out.println("This answers it, now or later: " + answerCommand());
            } else {
                out.println("There is nothing to decide.");
            }
            out.flush();
            return run.isPaused() ? Optional.of(run.runId()) : Optional.empty();
        }
    }

    private RunOutput begin(Agent agent) throws IOException {
        folder.prepare();
        out.println(
                "The agent may work in " + folder.files() + ", where there is: " + String.join(", ", folder.names()));
        return agent.run(REQUEST);
    }

    private RunOutput takeUp(Agent agent, RunOutput run) {
        out.println("Run " + run.runId() + " of an earlier call has not ended, so the demo goes on with it.");
        return run.isPaused() ? run : recover(agent, run.runId());
    }

    /** Recovers a run, or shows what another process made of it meanwhile. */
    private RunOutput recover(Agent agent, String runId) {
        try {
            return agent.recover(runId);
        } catch (RunConflictException taken) {
            RunOutput run = agent.find(runId).orElseThrow(() -> taken);
            if (run.isPaused() || run.status().isEnded()) {
                return run;
            }
            throw new DemoException(
                    "run " + runId + " in " + folder.database() + " is " + run.status()
                            + ", and another process works on it. Call the demo again when that one waits or has ended;"
                            + " if it was killed, in half a minute",
                    taken);
        }
    }

    /**
     * Takes a run up again with a person's answer.
     *
     * @param runId the run that was shown to the person
     */
    void proceed(String runId, Optional<Answer> answer) throws IOException {
        try (CookbookModel model = DemoModel.open(environment);
                Db db = SqliteDb.open(folder.database())) {
            Agent agent = agent(model, db);
            RunOutput run = agent.find(runId)
                    .orElseThrow(() -> new DemoException("there is no run " + runId + " in " + folder.database()));
            if (!run.isPaused()) {
                throw new DemoException("run " + runId + " in " + folder.database() + " does not wait any more, it is "
                        + run.status() + ": somebody else answered it");
            }
            out.println("Process " + ProcessHandle.current().pid() + " takes the run up again.");
            while (run.isPaused()) {
                List<Decided> decided = new ArrayList<>();
                for (Requirement requirement : run.activeRequirements()) {
                    decided.add(decide(requirement, answer));
                }
                run = agent.continueRun(ContinueRequest.builder(runId)
                        .answers(decided.stream().map(Decided::resolution).toList())
                        .by(Actor.of(System.getProperty("user.name")))
                        .build());
                decided.forEach(one -> out.println(one.told()));
                out.println();
                new RunPrinter(out).print(run);
            }
            out.println();
            out.println("In the folder there is now: " + String.join(", ", folder.names()));
            out.flush();
        }
    }

    /** A run that has not ended, if there is one, first of all one that waits: another is started only when there is none. */
    private static Optional<RunOutput> unfinished(Agent agent, Db db) {
        return Stream.of(RunStatus.PAUSED, RunStatus.RUNNING, RunStatus.PENDING)
                .map(status -> RunQuery.all().runner(agent.id()).status(status).size(1))
                .flatMap(query -> db.runs(query).items().stream())
                .findFirst()
                .flatMap(run -> agent.find(run.id()));
    }

    private Agent agent(CookbookModel model, Db db) {
        return Agent.builder()
                .name("File keeper")
                .model(model.model())
                .instructions("You keep the files of a folder. Call tools at once, without asking for confirmation.")
                .tools(new FileTools(folder.files()))
                .db(db)
                .build();
    }

    /**
     * An answer to a requirement.
     *
     * @param told what is said of it once it is stored
     */
    private record Decided(Resolution resolution, String told) {}

    private Decided decide(Requirement requirement, Optional<Answer> answer) throws IOException {
        if (requirement instanceof Confirmation confirmation) {
            return isApproved("May " + confirmation.toolCall() + " run?", answer)
                    ? new Decided(confirmation.confirm(), "Approved: " + confirmation.toolCall())
                    : new Decided(confirmation.reject("The person said no."), "Rejected: " + confirmation.toolCall());
        }
        if (requirement instanceof OutcomeUnknown doubt) {
            String question = doubt.toolCall() + " was started, and nobody knows what came of it. May it run again?";
            return isApproved(question, answer)
                    ? new Decided(doubt.runAgain(), "Ran again: " + doubt.toolCall())
                    : new Decided(doubt.giveUp("The person said no."), "Left as it is: " + doubt.toolCall());
        }
        throw new DemoException(
                "the run waits for " + requirement.pauseType() + ", which the demo's tools do not ask for");
    }

    private boolean isApproved(String question, Optional<Answer> answer) throws IOException {
        return answer.isPresent() ? answer.get() == Answer.APPROVE : askPerson(question);
    }

    private boolean askPerson(String question) throws IOException {
        while (true) {
            out.print(question + " [y/n] ");
            out.flush();
            String line = person.readLine();
            if (line == null) {
                out.println();
                throw new DemoException(
                        "there is nobody to ask, so the run still waits. Answer it with: " + answerCommand());
            }
            String said = line.strip().toLowerCase(Locale.ROOT);
            if (said.equals("y") || said.equals("yes")) {
                return true;
            }
            if (said.equals("n") || said.equals("no")) {
                return false;
            }
            out.println("Please answer y or n.");
        }
    }

    private String answerCommand() {
        return ShellWord.of(program) + " demo --dir "
                + ShellWord.of(folder.root().toString()) + " --answer approve (or reject)";
    }
}
