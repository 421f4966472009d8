package ai.kern.specs.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.db.Db;
import ai.kern.db.InMemoryDb;
import ai.kern.model.Message;
import ai.kern.model.ModelRequest;
import ai.kern.model.ToolSpec;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import ai.kern.tool.FunctionTool;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An agent whose tools return what was recorded sends what was recorded, whether its calls run at once or wait for a person
 * and are continued by an agent built anew.
 */
@Tag("OAI-1")
@Tag("OAI-4")
@Tag("RUN-3")
class AgentReplayTest {
    private final Db db = new InMemoryDb();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat-confirm-one-of-two-tools",
                "chat-instructions-one-tool",
                "chat-compatible-server-without-call-ids",
                "responses-one-tool",
                "responses-parallel-tools-then-retry",
                "responses-reasoning-with-tools"
            })
    void freeCallsRepeatTheConversation(String name) {
        RecordedConversation conversation = RecordedConversation.named(name);
        try (ReplayServer server = new ReplayServer(conversation)) {
            RunOutput run = agent(conversation, server, "none").run(userText(conversation));

            server.verify();
            assertThat(run.content()).isEqualTo(conversation.lastText());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat-confirm-one-of-two-tools",
                "chat-instructions-one-tool",
                "chat-compatible-server-without-call-ids",
                "responses-one-tool",
                "responses-parallel-tools-then-retry",
                "responses-reasoning-with-tools"
            })
    @Tag("HITL-10")
    void confirmedCallsRepeatTheConversation(String name) {
        RecordedConversation conversation = RecordedConversation.named(name);
        String confirmed = conversation.firstRequest().tools().stream()
                .map(ToolSpec::name)
                .reduce((first, last) -> last)
                .orElseThrow();
        try (ReplayServer server = new ReplayServer(conversation)) {
            RunOutput run = agent(conversation, server, confirmed).run(userText(conversation));
            assertThat(run.isPaused()).isTrue();
            while (run.isPaused()) {
                List<Resolution> answers = run.activeRequirements().stream()
                        .map(requirement -> ((Confirmation) requirement).confirm())
                        .toList();
                run = agent(conversation, server, confirmed).continueRun(run.runId(), answers);
            }

            server.verify();
            assertThat(run.content()).isEqualTo(conversation.lastText());
        }
    }

    private static String userText(RecordedConversation conversation) {
        List<Message> messages = conversation.firstRequest().messages();
        return messages.get(messages.size() - 1).text();
    }

    private Agent agent(RecordedConversation conversation, ReplayServer server, String confirmed) {
        ModelRequest first = conversation.firstRequest();
        boolean instructed = first.messages().get(0) instanceof Message.System;
        int firstAnswer = instructed ? 2 : 1;
        List<FunctionTool> tools = first.tools().stream()
                .map(tool -> tool(tool, conversation, firstAnswer, tool.name().equals(confirmed)))
                .toList();
        return Agent.builder()
                .name("Replay")
                .instructions(instructed ? first.messages().get(0).text() : "")
                .model(RecordedModel.of(conversation, server))
                .tools(tools)
                .db(db)
                .build();
    }

    /** A tool that returns what was recorded for its call. */
    private static FunctionTool tool(
            ToolSpec spec, RecordedConversation conversation, int firstAnswer, boolean confirmed) {
        var builder = FunctionTool.builder(spec.name())
                .description(spec.description())
                .parameters(spec.parametersSchema())
                .call((arguments, context) -> conversation
                        .toolResults(context.callKey().sequence() - firstAnswer)
                        .get(context.callKey().index()));
        return confirmed ? builder.requiresConfirmation().build() : builder.build();
    }
}
