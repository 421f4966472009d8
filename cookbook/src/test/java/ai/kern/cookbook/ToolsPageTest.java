package ai.kern.cookbook;

import static ai.kern.testkit.ScriptedAnswer.call;
import static ai.kern.testkit.ScriptedAnswer.calls;
import static ai.kern.testkit.ScriptedAnswer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.InMemoryApprovalDb;
import ai.kern.model.Model;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Param;
import ai.kern.tool.Tool;
import ai.kern.tool.ToolContext;
import ai.kern.tool.ToolHook;
import ai.kern.tool.Toolkit;
import ai.kern.tool.UserFeedbackTools;
import ai.kern.tool.UserInputTools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The code of docs/tools.md, and that it does what the page says. */
class ToolsPageTest {
    private final List<String> log = new CopyOnWriteArrayList<>();

    enum Speed {
        STANDARD,
        EXPRESS
    }

    record Address(String street, String city, Optional<String> country) {}

    class Orders {
        @Tool(description = "Find the orders of a customer, newest first.", cacheFor = "PT1M")
        List<String> findOrders(@Param(description = "Customer number, like C-4711") String customer) {
            return ordersOf(customer);
        }

        @Tool(description = "Ship an order.", requiresConfirmation = true, idempotent = true, timeout = "PT30S")
        void ship(String order, Address to, Speed speed, ToolContext context) {
            shipOnce(context.idempotencyKey(), order, to, speed);
        }
    }

    record Refund(
            @Param(description = "Order number") String order,
            @Param(description = "In cents") long amount,
            @Param(description = "For the customer") Optional<String> note) {}

    private List<String> ordersOf(String customer) {
        log.add("find " + customer);
        return List.of("A-2", "A-1");
    }

    private void shipOnce(String key, String order, Address to, Speed speed) {
        log.add("ship " + order + " to " + to.city() + " " + speed + (key.isEmpty() ? "?" : ""));
    }

    private String pay(String order, long cents) {
        log.add("pay " + cents + " for " + order);
        return "paid";
    }

    private FunctionTool refund() {
        FunctionTool refund = FunctionTool.builder("refund")
                .description("Pay a customer's money back.")
                .parameters(Refund.class)
                .call((arguments, context) -> pay(arguments.order(), arguments.amount()))
                .requiresConfirmation()
                .editable()
                .build();
        return refund;
    }

    private static FunctionTool.Builder<?> lookUp() {
        return FunctionTool.builder("look_up")
                .parameters("""
                        {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}""")
                .call((arguments, context) -> "nothing about " + arguments.get("word"));
    }

    class Mail {
        @Tool(description = "Write a mail.", requiresUserInput = true, userInputFields = "recipient")
        String writeMail(String recipient, String subject) {
            log.add("mail to " + recipient + " about " + subject);
            return "sent";
        }

        @Tool(description = "Print a page.", externalExecution = true)
        String print(String page) {
            throw new AssertionError("kern never calls it");
        }
    }

    class Cart {
        @Tool(description = "Put an article into the cart.")
        String addToCart(String article, ToolContext context) {
            List<Object> cart = new ArrayList<>();
            context.state().get("cart").ifPresent(articles -> cart.addAll((List<?>) articles));
            cart.add(article);
            context.state().put("cart", cart);
            context.object("audit", Audit.class).note(context.userId().orElse("somebody") + " wants " + article);
            return cart.size() + " articles";
        }
    }

    private final class Audit {
        void note(String line) {
            log.add(line);
        }
    }

    private static RunOutput run(Agent agent) {
        return agent.run("go");
    }

    private static Model model(ScriptedCall... calls) {
        return ScriptedModel.of(calls(calls), text("done"));
    }

    private RunOutput settle(Agent agent, RunOutput waiting) {
        RunOutput run = waiting;
        while (run.isPaused()) {
            List<Resolution> answers = new ArrayList<>();
            for (Requirement requirement : run.activeRequirements()) {
                answers.add(answerTo(requirement));
            }
            run = agent.continueRun(run, answers);
        }
        return run;
    }

    private Resolution answerTo(Requirement requirement) {
        if (requirement instanceof Confirmation confirmation) {
            return isAllowed(confirmation) ? confirmation.confirm() : confirmation.reject("not today");
        } else if (requirement instanceof UserInput input) {
            return input.provide(Map.of("recipient", "ann@example.com"));
        } else if (requirement instanceof UserFeedback feedback) {
            return feedback.answers().choose("city", "paris").build();
        } else if (requirement instanceof ExternalExecution execution) {
            return execution.result("printed on tray 2");
        } else if (requirement instanceof OutcomeUnknown doubt) {
            return doubt.giveUp("the warehouse has no trace of it");
        } else if (requirement instanceof AwaitingDecision waiting) {
            throw new IllegalStateException(
                    "approval " + waiting.recordId() + " is decided elsewhere; continue the run then");
        }
        throw new IllegalStateException("nobody here can answer " + requirement);
    }

    private static boolean isAllowed(Confirmation confirmation) {
        return !confirmation.toolCall().toolName().equals("ship");
    }

    @Test
    @Tag("TOOL-1")
    void methodsAndFunctionsAreTools() {
        Model model = model(
                call("find_orders", "{\"customer\":\"C-1\"}"),
                call("ship", "{\"order\":\"A-2\",\"to\":{\"street\":\"S\",\"city\":\"Rome\"},\"speed\":\"EXPRESS\"}"),
                call("refund", "{\"order\":\"A-1\",\"amount\":250}"));
        Agent agent = Agent.builder().model(model).tools(new Orders(), refund()).build();

        RunOutput run = settle(agent, run(agent));

        assertThat(log).containsExactly("find C-1", "pay 250 for A-1");
        assertThat(run.toolExecutions())
                .extracting(execution -> execution.result().orElseThrow())
                .satisfiesExactly(
                        found -> assertThat(found).isEqualTo("[\"A-2\",\"A-1\"]"),
                        rejected -> assertThat(rejected).endsWith("Note: not today"),
                        paid -> assertThat(paid).isEqualTo("paid"));
    }

    private static Resolution withLess(Confirmation confirmation) {
        Map<String, Object> changed =
                new LinkedHashMap<>(confirmation.toolCall().arguments().asMap());
        changed.put("amount", 200);
        return confirmation.confirm(changed);
    }

    @Test
    @Tag("HITL-6")
    void whoConfirmsAnEditableCallMayChangeItsArguments() {
        Agent agent = Agent.builder()
                .model(model(call("refund", "{\"order\":\"A-1\",\"amount\":250}")))
                .tools(refund())
                .build();
        RunOutput waiting = run(agent);

        agent.continueRun(waiting, List.of(withLess((Confirmation)
                waiting.activeRequirements().get(0))));

        assertThat(log).containsExactly("pay 200 for A-1");
    }

    @Test
    void aToolkitGivesItsToolsWhatTheyLack() {
        Toolkit kit = Toolkit.of(new Orders(), lookUp())
                .exclude("ship")
                .requiresConfirmation("look_up")
                .showResult("find_orders");

        Agent agent = Agent.builder()
                .model(model(call("find_orders", "{\"customer\":\"C-1\"}"), call("look_up", "{\"word\":\"kern\"}")))
                .tools(kit)
                .build();

        RunOutput waiting = run(agent);
        assertThat(waiting.activeRequirements()).hasSize(1);
        assertThat(settle(agent, waiting).content()).isEqualTo("[\"A-2\",\"A-1\"]\n\ndone");
    }

    @Test
    @Tag("TOOL-4")
    void aNameThatTheToolkitLacksIsAnError() {
        assertThatThrownBy(() -> Agent.builder()
                        .model(model(call("ship")))
                        .tools(Toolkit.of(new Orders()).requiresConfirmation("shipp"))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shipp");
    }

    @Test
    @Tag("HITL-3")
    void eachKindOfRequirementTakesItsOwnAnswers() {
        Model model = model(
                call("write_mail", "{\"subject\":\"hello\"}"),
                call("print", "{\"page\":\"p\"}"),
                call("ask_user", """
                        {"questions": [{"id": "city", "text": "Where to?", "options": [
                            {"id": "paris", "label": "Paris"}, {"id": "rome", "label": "Rome"}]}]}"""));
        Agent agent = Agent.builder()
                .model(model)
                .tools(new Mail(), new UserInputTools(), new UserFeedbackTools())
                .build();

        RunOutput run = settle(agent, run(agent));

        assertThat(log).containsExactly("mail to ann@example.com about hello");
        assertThat(run.toolExecutions())
                .extracting(execution -> execution.result().orElseThrow())
                .containsExactly("sent", "printed on tray 2", "{\"city\":[\"paris\"]}");
    }

    @Test
    @Tag("APPR-5")
    void whatAnAdministratorDecidesIsNotAnsweredHere() {
        Agent agent = Agent.builder()
                .model(model(call("look_up", "{\"word\":\"kern\"}")))
                .tools(lookUp().gate(ApprovalGate.required()))
                .db(new InMemoryApprovalDb())
                .build();
        RunOutput waiting = run(agent);

        assertThatThrownBy(() -> settle(agent, waiting)).hasMessageContaining("is decided elsewhere");
    }

    @Test
    @Tag("TOOL-8")
    void aToolSeesItsContextAndHooksStandAroundIt() {
        ToolHook timing = invocation -> {
            long start = System.nanoTime();
            try {
                return invocation.proceed();
            } finally {
                log.add(invocation.toolName() + " took " + (System.nanoTime() - start) / 1_000_000 + " ms");
            }
        };

        Agent agent = Agent.builder()
                .model(model(call("add_to_cart", "{\"article\":\"tea\"}")))
                .tools(new Cart())
                .toolHooks(timing)
                .objects(Map.of("audit", new Audit()))
                .build();

        assertThat(run(agent).toolExecutions().get(0).result()).contains("1 articles");
        assertThat(log)
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("somebody wants tea"),
                        line -> assertThat(line).startsWith("add_to_cart took"));
    }

    @Test
    void whatIsNotRequiredMayBeLeftOut() {
        assertThat(refund().definition().parameters().text())
                .contains("\"required\":[\"order\",\"amount\"]")
                .contains("\"additionalProperties\":false");
    }
}
