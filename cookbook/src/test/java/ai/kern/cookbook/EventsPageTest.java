package ai.kern.cookbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The code of docs/events.md, and that it does what the page says. */
class EventsPageTest {
    record Weather(String city, int degrees) {}

    private final List<String> shown = new ArrayList<>();

    private void show(Object what) {
        shown.add(what.toString());
    }

    private static Agent deleting() {
        return Agent.builder()
                .name("Files")
                .model(ScriptedModel.of(
                        ScriptedAnswer.textAndCalls("I will delete it.", ScriptedAnswer.call("delete_file", "{}")),
                        ScriptedAnswer.text("done")))
                .tools(FunctionTool.builder("delete_file")
                        .requiresConfirmation()
                        .call((arguments, context) -> "deleted"))
                .build();
    }

    private static Agent saying(String text) {
        return Agent.builder()
                .name("Files")
                .model(ScriptedModel.playing(request -> ScriptedAnswer.text(text)))
                .build();
    }

    @Test
    @Tag("STR-1")
    void aFutureCompletesAsTheBlockingDoorReturns() {
        Agent agent = deleting();
        CompletableFuture<RunOutput> future = agent.runAsync("Delete old.txt");
        future.thenAccept(run -> show(run));

        assertThat(future.join().isPaused()).isTrue();
        assertThat(future.thenAccept(run -> show(run.status()))).succeedsWithin(Duration.ofSeconds(30));
        assertThat(shown).contains("PAUSED");
    }

    @Test
    @Tag("STR-2")
    void aStreamShowsPiecesAndWhatTheRunWaitsFor() {
        Agent agent = deleting();
        try (RunStream stream = agent.stream("Delete old.txt")) {
            for (RunEvent event : stream) {
                if (event instanceof RunEvent.RunContent content) {
                    show(content.text());
                } else if (event instanceof RunEvent.RunPaused paused) {
                    show(paused.requirements());
                }
            }
            RunOutput run = stream.result();
            show(run.status());
        }

        assertThat(String.join("", shown))
                .startsWith("I will delete it.")
                .contains("delete_file")
                .endsWith("PAUSED");
    }

    @Test
    @Tag("STR-1")
    void aBackgroundRunIsAwaitedAndFollowed() {
        Agent agent = saying("The report is short.");
        String runId = agent.start("Summarise the report");
        Optional<RunOutput> soon = agent.await(runId, Duration.ofSeconds(30));
        long lastSequence = 0;
        try (RunStream stream = agent.follow(runId, lastSequence)) {
            stream.forEach(event -> show(event.name()));
        }

        assertThat(soon.map(RunOutput::content)).contains("The report is short.");
        assertThat(shown).startsWith("RunStarted").endsWith("RunContentCompleted", "RunCompleted");
    }

    @Test
    @Tag("RUN-1")
    void aRunThatFailedGoesOn() {
        AtomicInteger asked = new AtomicInteger();
        Agent agent = Agent.builder()
                .name("Files")
                .model(ScriptedModel.playing(request -> asked.getAndIncrement() == 0
                        ? ScriptedAnswer.failure("out of service")
                        : ScriptedAnswer.text("done")))
                .build();
        String runId = agent.start("Summarise the report");
        assertThat(agent.await(runId).status()).isEqualTo(RunStatus.ERROR);

        assertThat(retried(agent, runId).isCompleted()).isTrue();
    }

    private static RunOutput retried(Agent agent, String runId) {
        RunOutput run = agent.retry(runId);
        return run;
    }

    @Test
    @Tag("RUN-12")
    void aResultHasTheFormThatWasAskedFor() {
        Agent agent = saying("{\"city\": \"Paris\", \"degrees\": 21}");
        RunOutput run = agent.run("The weather in Paris?", Weather.class);
        Weather weather = run.contentAs(Weather.class);

        assertThat(weather).isEqualTo(new Weather("Paris", 21));
        assertThatThrownBy(() -> saying("warm").run("The weather in Paris?", Weather.class))
                .isInstanceOf(RunFailedException.class);
    }

    @Test
    @Tag("STR-2")
    void everyEventAndItsPayloadIsOnThePage() throws IOException {
        String page = Files.readString(ShellScript.ROOT.resolve("docs/events.md"));

        assertThat(RunEvent.class.getPermittedSubclasses()).allSatisfy(event -> {
            String row = page.lines()
                    .filter(line -> line.startsWith("| `" + event.getSimpleName() + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(event.getSimpleName() + " is not on the page"));
            assertThat(Arrays.stream(event.getRecordComponents())
                            .map(component -> component.getName())
                            .filter(name -> !name.equals("header")))
                    .allSatisfy(name -> assertThat(row).contains("`" + name + "`"));
        });
    }
}
