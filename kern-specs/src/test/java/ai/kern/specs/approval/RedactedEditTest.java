package ai.kern.specs.approval;

import static ai.kern.testkit.ScriptedAnswer.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalGate;
import ai.kern.approval.ApprovalRecord;
import ai.kern.approval.Decision;
import ai.kern.approval.InvalidDecisionException;
import ai.kern.requirement.Confirmation;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.RunOutput;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import ai.kern.tool.Param;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Changed arguments of which some are redacted: whoever changes the others was shown masks. */
@Tag("AUD-3")
class RedactedEditTest extends ApprovalSpec {
    private static final String ASKED =
            "{\"pin\":4711,\"keys\":[{\"secret\":\"first one\",\"use\":\"a\"},{\"secret\":\"second one\",\"use\":\"b\"}],"
                    + "\"cents\":1}";
    private static final String SHOWN = "{\"pin\":\"[redacted]\",\"keys\":[{\"secret\":\"[redacted]\",\"use\":\"a\"},"
            + "{\"secret\":\"[redacted]\",\"use\":\"b\"}],\"cents\":1}";

    private final ScriptedModel model = calling(call("pay", ASKED));

    record Key(@Param(redact = true) String secret, String use) {}

    record Payment(@Param(redact = true) int pin, List<Key> keys, int cents) {}

    private FunctionTool.Builder<Payment> paying() {
        return FunctionTool.builder("pay")
                .parameters(Payment.class)
                .call((payment, context) -> {
                    lab.ledger().add(payment.pin() + " " + payment.keys() + " " + payment.cents());
                    return "paid";
                })
                .editable();
    }

    private Agent gated() {
        return lab.agent(model, paying().gate(ApprovalGate.required()));
    }

    private ApprovalRecord approve(RunOutput run, String arguments) {
        return approvals()
                .approvals()
                .approve(awaited(run).recordId(), Decision.by(ADMIN).argumentsJson(arguments));
    }

    private String toldToTheModel() {
        return model.requests().get(1).messages().toString();
    }

    @Test
    void whatADeciderLeavesMaskedStaysWhatItWas() {
        Agent agent = gated();
        RunOutput run = lab.run(agent, "go");
        assertThat(record(run).toolArgs()).isEqualTo(SHOWN);

        ApprovalRecord approved = approve(run, SHOWN.replace("\"cents\":1", "\"cents\":2"));
        lab.continueRun(agent, run.runId());

        assertRan("4711 [Key[secret=first one, use=a], Key[secret=second one, use=b]] 2");
        assertThat(approved.decidedArgs()).contains(SHOWN.replace("\"cents\":1", "\"cents\":2"));
    }

    @Test
    void aDeciderMayGiveARedactedValueAndOnlyTheToolSeesIt() {
        Agent agent = gated();
        RunOutput run = lab.run(agent, "go");

        ApprovalRecord approved = approve(run, SHOWN.replace("\"pin\":\"[redacted]\"", "\"pin\":98765"));
        RunOutput ended = lab.continueRun(agent, run.runId());

        assertRan("98765 [Key[secret=first one, use=a], Key[secret=second one, use=b]] 1");
        assertThat(approved.toString()).doesNotContain("98765");
        assertThat(ended.toolExecutions().get(0).result())
                .contains(
                        "[A person changed the arguments before the call ran." + " It ran with: " + SHOWN + "]\npaid");
        assertThat(toldToTheModel()).contains("It ran with: " + SHOWN).doesNotContain("98765");
    }

    @Test
    void aMaskThatStandsForNoValueIsRefused() {
        Agent agent = gated();
        RunOutput run = lab.run(agent, "go");

        assertThatExceptionOfType(InvalidDecisionException.class)
                .isThrownBy(() ->
                        approve(run, "{\"pin\":1,\"keys\":[{\"secret\":\"[redacted]\",\"use\":\"b\"}],\"cents\":1}"))
                .withMessageContaining("at /keys/secret stands [redacted]")
                .withMessageContaining("The record stays as it is");
        assertThat(record(run).isPending()).isTrue();

        approve(run, "{\"pin\":\"[redacted]\",\"keys\":[{\"secret\":\"third one\",\"use\":\"b\"}],\"cents\":1}");
        lab.continueRun(agent, run.runId());
        assertRan("4711 [Key[secret=third one, use=b]] 1");
    }

    @Test
    void anErrorAboutAGivenValueDoesNotTellIt() {
        RunOutput run = lab.run(gated(), "go");

        assertThatExceptionOfType(InvalidDecisionException.class)
                .isThrownBy(() -> approve(run, SHOWN.replace("\"pin\":\"[redacted]\"", "\"pin\":\"hunter2\"")))
                .withMessageContaining("pin")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void whoConfirmsMayLeaveMasksToo() {
        Agent agent = lab.agent(model, paying().requiresConfirmation());
        RunOutput run = lab.run(agent, "go");
        Confirmation confirmation = (Confirmation) run.activeRequirements().get(0);
        List<Map<String, String>> shown =
                List.of(Map.of("secret", "[redacted]", "use", "a"), Map.of("secret", "[redacted]", "use", "b"));

        assertThatExceptionOfType(InvalidResolutionException.class)
                .isThrownBy(() -> lab.continueRun(
                        agent,
                        run.runId(),
                        confirmation.confirm(Map.of("pin", "[redacted]", "keys", shown.subList(1, 2), "cents", 3))))
                .withMessageContaining("at /keys/secret stands [redacted]")
                .withMessageContaining("Nothing was stored");
        RunOutput ended = lab.continueRun(
                agent, run.runId(), confirmation.confirm(Map.of("pin", "[redacted]", "keys", shown, "cents", 3)));

        assertRan("4711 [Key[secret=first one, use=a], Key[secret=second one, use=b]] 3");
        assertThat(ended.requirements().get(0).answer().orElseThrow().values().orElseThrow())
                .contains("\"pin\":\"[redacted]\"")
                .doesNotContain("4711");
    }

    @Test
    void whatTheUserSaidIsMaskedInTheRecordWhereItQuotesARedactedValue() {
        RunOutput run = lab.run(gated(), "Pay with 4711 and the first one.");

        assertThat(record(run).context()).isEqualTo("Pay with [redacted] and the [redacted].");
    }

    @Test
    void aCallThatIsAskedAnewIsMaskedAsItsToolSaysThen() {
        Agent before = lab.agent(
                model,
                FunctionTool.builder("pay")
                        .parameters(Payment.class)
                        .callVoid((payment, context) -> {})
                        .gate(ApprovalGate.required()));
        RunOutput run = lab.run(before, "go");
        Agent now = lab.agent(model, paying().gate(ApprovalGate.required().redact("/cents")));

        RunOutput anew = lab.continueRun(
                now,
                ContinueRequest.builder(run.runId())
                        .askAnew(awaited(run).recordId())
                        .build());

        assertThat(record(anew).toolArgs()).isEqualTo(SHOWN.replace("\"cents\":1", "\"cents\":\"[redacted]\""));
        assertThat(record(anew).terms().redacted()).containsExactly("/cents", "/keys/secret", "/pin");
    }
}
