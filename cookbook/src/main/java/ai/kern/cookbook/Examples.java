package ai.kern.cookbook;

import ai.kern.cookbook.agents.AskUser;
import ai.kern.cookbook.agents.BackgroundRuns;
import ai.kern.cookbook.agents.ConfirmedCall;
import ai.kern.cookbook.agents.ConfirmedCallAsync;
import ai.kern.cookbook.agents.ConfirmedCallStream;
import ai.kern.cookbook.agents.ContinuedCallsAsync;
import ai.kern.cookbook.agents.ExternalCall;
import ai.kern.cookbook.agents.MixedTools;
import ai.kern.cookbook.agents.RejectionFeedback;
import ai.kern.cookbook.agents.RequiredUserInput;
import ai.kern.cookbook.agents.RetriedRun;
import ai.kern.cookbook.agents.SessionStateOverPauses;
import ai.kern.cookbook.agents.StructuredOutput;
import ai.kern.cookbook.agents.ToolkitConfirmation;
import ai.kern.cookbook.approvals.AfterRunHook;
import ai.kern.cookbook.approvals.AsyncApproval;
import ai.kern.cookbook.approvals.AuditConfirmation;
import ai.kern.cookbook.approvals.AuditConfirmationAsync;
import ai.kern.cookbook.approvals.AuditExternalExecution;
import ai.kern.cookbook.approvals.AuditOverview;
import ai.kern.cookbook.approvals.AuditUserInput;
import ai.kern.cookbook.approvals.Basic;
import ai.kern.cookbook.approvals.EditedArguments;
import ai.kern.cookbook.approvals.Expiry;
import ai.kern.cookbook.approvals.ExternalExecutionApproval;
import ai.kern.cookbook.approvals.FourEyes;
import ai.kern.cookbook.approvals.ListAndResolve;
import ai.kern.cookbook.approvals.Redaction;
import ai.kern.cookbook.approvals.UserInputApproval;
import ai.kern.cookbook.approvals.VerifiedTrail;
import ai.kern.cookbook.teams.ApprovalOnBoth;
import ai.kern.cookbook.teams.BroadcastTeam;
import ai.kern.cookbook.teams.ConfirmedMember;
import ai.kern.cookbook.teams.ExternalMember;
import ai.kern.cookbook.teams.InputInRounds;
import ai.kern.cookbook.teams.MemberApproval;
import ai.kern.cookbook.teams.NestedTeam;
import ai.kern.cookbook.teams.RejectedMember;
import ai.kern.cookbook.teams.RoutedTeam;
import ai.kern.cookbook.teams.TaskTeam;
import ai.kern.cookbook.teams.TeamApproval;
import ai.kern.cookbook.teams.TeamTool;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The programs of the cookbook by their names, in the order in which they are best read. */
final class Examples {
    private static final Map<String, Supplier<Example>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("agents/confirmation", ConfirmedCall::new);
        ALL.put("agents/confirmation-async", ConfirmedCallAsync::new);
        ALL.put("agents/confirmation-stream", ConfirmedCallStream::new);
        ALL.put("agents/confirmation-continue-async", ContinuedCallsAsync::new);
        ALL.put("agents/toolkit-confirmation", ToolkitConfirmation::new);
        ALL.put("agents/mixed-tools", MixedTools::new);
        ALL.put("agents/rejection-feedback", RejectionFeedback::new);
        ALL.put("agents/user-input", RequiredUserInput::new);
        ALL.put("agents/ask-user", AskUser::new);
        ALL.put("agents/external-execution", ExternalCall::new);
        ALL.put("agents/session-state", SessionStateOverPauses::new);
        ALL.put("agents/structured-output", StructuredOutput::new);
        ALL.put("agents/background-and-cancel", BackgroundRuns::new);
        ALL.put("agents/retry", RetriedRun::new);
        ALL.put("approvals/basic", Basic::new);
        ALL.put("approvals/async", AsyncApproval::new);
        ALL.put("approvals/user-input", UserInputApproval::new);
        ALL.put("approvals/external-execution", ExternalExecutionApproval::new);
        ALL.put("approvals/list-and-resolve", ListAndResolve::new);
        ALL.put("approvals/after-run-hook", AfterRunHook::new);
        ALL.put("approvals/audit-confirmation", AuditConfirmation::new);
        ALL.put("approvals/audit-confirmation-async", AuditConfirmationAsync::new);
        ALL.put("approvals/audit-user-input", AuditUserInput::new);
        ALL.put("approvals/audit-external-execution", AuditExternalExecution::new);
        ALL.put("approvals/audit-overview", AuditOverview::new);
        ALL.put("approvals/edited-arguments", EditedArguments::new);
        ALL.put("approvals/four-eyes", FourEyes::new);
        ALL.put("approvals/expiry", Expiry::new);
        ALL.put("approvals/redaction", Redaction::new);
        ALL.put("approvals/verify-the-trail", VerifiedTrail::new);
        ALL.put("teams/confirmation", ConfirmedMember::new);
        ALL.put("teams/rejection", RejectedMember::new);
        ALL.put("teams/user-input", InputInRounds::new);
        ALL.put("teams/external-execution", ExternalMember::new);
        ALL.put("teams/team-tool", TeamTool::new);
        ALL.put("teams/approval-member", MemberApproval::new);
        ALL.put("teams/approval-team", TeamApproval::new);
        ALL.put("teams/approval-both", ApprovalOnBoth::new);
        ALL.put("teams/nested-team", NestedTeam::new);
        ALL.put("teams/broadcast", BroadcastTeam::new);
        ALL.put("teams/route", RoutedTeam::new);
        ALL.put("teams/tasks", TaskTeam::new);
    }

    private Examples() {}

    /** All of them. */
    static Map<String, Example> all() {
        Map<String, Example> all = new LinkedHashMap<>();
        ALL.forEach((name, example) -> all.put(name, example.get()));
        return all;
    }

    /** The one of a name. */
    static Optional<Example> named(String name) {
        return Optional.ofNullable(ALL.get(name)).map(Supplier::get);
    }
}
