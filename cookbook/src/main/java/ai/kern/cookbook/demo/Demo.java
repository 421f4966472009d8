package ai.kern.cookbook.demo;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.requirement.Confirmation;
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
    private final Map<String, String> environment;
    private final BufferedReader person;
    private final PrintWriter out;

    /** What the person says to the protected calls. */
    enum Answer {
        APPROVE,
        REJECT
    }

    Demo(Path folder, Map<String, String> environment, BufferedReader person, PrintWriter out) {
        this.folder = new DemoFolder(folder);
        this.environment = environment;
        this.person = person;
        this.out = out;
    }

    /** Runs the agent until it waits. */
    void start() throws IOException {
        folder.prepare();
        try (DemoModel model = DemoModel.open(environment);
                Db db = SqliteDb.open(folder.database())) {
            out.println(model.description());
            out.println("The agent may work in " + folder.files() + ", where there is: "
                    + String.join(", ", folder.names()));
            out.println();
            RunOutput run = agent(model, db).run(REQUEST);
            new RunPrinter(out).print(run);
            out.println();
            folder.remember(run.runId());
            if (run.isPaused()) {
                out.println("Process " + ProcessHandle.current().pid() + " ends here. The run waits in "
                        + folder.database());
            } else {
                out.println("The model called nothing that needs a person, so there is nothing to decide.");
            }
            out.flush();
        }
    }

    /** Takes the run up again with a person's answer. */
    void proceed(Optional<Answer> answer) throws IOException {
        try (DemoModel model = DemoModel.open(environment);
                Db db = SqliteDb.open(folder.database())) {
            Agent agent = agent(model, db);
            RunOutput run = agent.find(folder.rememberedRun()).orElseThrow();
            out.println("Process " + ProcessHandle.current().pid() + " takes the run up again.");
            while (run.isPaused()) {
                List<Resolution> answers = new ArrayList<>();
                for (Requirement requirement : run.activeRequirements()) {
                    answers.add(decide((Confirmation) requirement, answer));
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

    private Agent agent(DemoModel model, Db db) {
        return Agent.builder()
                .name("File keeper")
                .model(model.model())
                .instructions("You keep the files of a folder. Call tools at once, without asking for confirmation.")
                .tools(new FileTools(folder.files()))
                .db(db)
                .build();
    }

    private Resolution decide(Confirmation confirmation, Optional<Answer> answer) throws IOException {
        boolean approved = answer.isPresent() ? answer.get() == Answer.APPROVE : askPerson(confirmation);
        out.println((approved ? "Approved: " : "Rejected: ") + confirmation.toolCall());
        return approved ? confirmation.confirm() : confirmation.reject("The person said no.");
    }

    private boolean askPerson(Confirmation confirmation) throws IOException {
        while (true) {
            out.print("May " + confirmation.toolCall() + " run? [y/n] ");
            out.flush();
            String line = person.readLine();
            if (line == null) {
                throw new IOException("there is nobody to ask, so the run still waits in " + folder.database()
                        + ". Start again with --answer approve or --answer reject");
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
}
