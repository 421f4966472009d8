package ai.kern.cookbook;

import ai.kern.agent.Agent;
import ai.kern.db.sqlite.SqliteDb;
import ai.kern.models.openai.OpenAiChat;
import ai.kern.requirement.Confirmation;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;

public class FirstProgram {
    @Tool(description = "Delete a file.", requiresConfirmation = true)
    public String deleteFile(@Param(name = "path") String path) throws IOException {
        Files.delete(Path.of(path));
        return "deleted";
    }

    public static void main(String[] arguments) {
        try (var db = SqliteDb.open(Path.of("first.db"))) {
            var model = OpenAiChat.of("gpt-4o-mini");
            var agent = Agent.builder()
                    .name("Files")
                    .model(model)
                    .tools(new FirstProgram())
                    .db(db)
                    .build();
            var run = agent.run("Delete the file old.txt");
            System.out.println("Run " + run.runId() + " is " + run.status());
            var person = new Scanner(System.in, StandardCharsets.UTF_8);
            while (run.isPaused()) {
                var asked = (Confirmation) run.activeRequirements().get(0);
                System.out.println("May " + asked.toolCall() + " run? [y/n]");
                var yes = person.nextLine().equals("y");
                run = agent.continueRun(run, List.of(yes ? asked.confirm() : asked.reject("no")));
            }
            System.out.println(run.content());
        }
    }
}
