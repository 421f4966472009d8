package ai.kern.cookbook;

import ai.kern.agent.Agent;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Resolution;
import ai.kern.run.KernException;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.NoSuchElementException;
import java.util.Scanner;

public class FirstProgram {
    @Tool(description = "Delete a file.", requiresConfirmation = true)
    public String deleteFile(@Param(name = "path") String path) throws IOException {
        Files.delete(Path.of(path));
        return "deleted";
    }

    public static void main(String[] arguments) {
        try (var db = SqliteDb.open(Path.of("first.db"))) {
            var agent = Agent.builder()
                    .name("Files")
                    .model(OpenAiChat.of("gpt-4o-mini"))
                    .tools(new FirstProgram())
                    .db(db)
                    .build();
            var run = arguments.length == 0
                    ? agent.run("Delete the file old.txt")
                    : agent.find(arguments[0])
                            .orElseThrow(() -> new NoSuchElementException("There is no run " + arguments[0]
                                    + " in first.db. Give the id of one that waits there, or none to start another."));
            System.out.println("Run " + run.runId() + " is " + run.status());
            var person = new Scanner(System.in, StandardCharsets.UTF_8);
            while (run.isPaused()) {
                var answers = new ArrayList<Resolution>();
                for (var requirement : run.activeRequirements()) {
                    if (requirement instanceof Confirmation asked) {
                        answers.add(isAllowed(asked, person, run.runId()) ? asked.confirm() : asked.reject("no"));
                    } else {
                        throw new NoSuchElementException("This program cannot answer a requirement of the type "
                                + requirement.getClass().getSimpleName() + ", so run " + run.runId()
                                + " still waits in first.db.");
                    }
                }
                run = agent.continueRun(run, answers);
            }
            System.out.println(run.content());
        } catch (NoSuchElementException | IllegalStateException | KernException problem) {
            System.err.println(problem.getMessage());
            System.exit(1);
        }
    }

    private static boolean isAllowed(Confirmation asked, Scanner person, String runId) {
        while (true) {
            System.out.println("May " + asked.toolCall() + " run? [y/n]");
            if (!person.hasNextLine()) {
                throw new NoSuchElementException("Nobody answered, so run " + runId
                        + " still waits in first.db. Start the program with that id to answer it.");
            }
            switch (person.nextLine().strip()) {
                case "y", "yes" -> {
                    return true;
                }
                case "n", "no" -> {
                    return false;
                }
                default -> System.out.println("Please answer y or n.");
            }
        }
    }
}
