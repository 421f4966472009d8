package ai.kern.cookbook.demo;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.RunQuery;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunPrinter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
     * @return whether there is something to decide
     */
    boolean start() throws IOException {
        folder.make();
        try (DemoModel model = DemoModel.open(environment);
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
            return run.isPaused();
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
        return run.isPaused() ? run : agent.recover(run.runId());
    }

    /** Takes the run up again with a person's answer. */
    void proceed(Optional<Answer> answer) throws IOException {
        try (DemoModel model = DemoModel.open(environment);
                Db db = SqliteDb.open(folder.database())) {
            Agent agent = agent(model, db);
            RunOutput run = unfinished(agent, db)
                    .orElseThrow(() -> new DemoException(
                            "no run waits in " + folder.database() + " any more: somebody else answered it"));
            out.println("Process " + ProcessHandle.current().pid() + " takes the run up again.");
            while (run.isPaused()) {
                List<Resolution> answers = new ArrayList<>();
                for (Requirement requirement : run.activeRequirements()) {
                    answers.add(decide(requirement, answer));
                }
                out.println();
                run = agent.continueRun(ContinueRequest.builder(run.runId())
                        .answers(answers)
                        .by(Actor.of(System.getProperty("user.name")))
                        .build());
                new RunPrinter(out).print(run);
            }
            out.println();
            out.println("In the folder there is now: " + String.join(", ", folder.names()));
            out.flush();
        }
    }

    /** The run that has not ended, if there is one: another is started only when there is none. */
    private static Optional<RunOutput> unfinished(Agent agent, Db db) {
        return db.runs(RunQuery.all().runner(agent.id()).size(1)).items().stream()
                .filter(run -> !run.status().isEnded())
                .findFirst()
                .flatMap(run -> agent.find(run.id()));
    }

    private Agent agent(DemoModel model, Db db) {
        return Agent.builder()
                .name("File keeper")
                .model(model.model())
                .instructions("You keep the files of a folder. Call tools at once, without asking for confirmation.")
                .tools(new FileTools(folder.files()))
                .db(db)
                .build();
    }

    private Resolution decide(Requirement requirement, Optional<Answer> answer) throws IOException {
        if (requirement instanceof Confirmation confirmation) {
            boolean approved = isApproved("May " + confirmation.toolCall() + " run?", answer);
            out.println((approved ? "Approved: " : "Rejected: ") + confirmation.toolCall());
            return approved ? confirmation.confirm() : confirmation.reject("The person said no.");
        }
        if (requirement instanceof OutcomeUnknown doubt) {
            boolean approved = isApproved(
                    doubt.toolCall() + " was started, and nobody knows what came of it. May it run again?", answer);
            out.println((approved ? "Runs again: " : "Left as it is: ") + doubt.toolCall());
            return approved ? doubt.runAgain() : doubt.giveUp("The person said no.");
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
        }
    }

    private String answerCommand() {
        return quoted(program) + " demo --dir " + quoted(folder.root().toString()) + " --answer approve (or reject)";
    }

    /** A word as a shell takes it. */
    private static String quoted(String word) {
        return word.matches("[\\w./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
