package ai.kern.team;

import ai.kern.run.Delegation.MemberResult;
import ai.kern.run.RunFailure;

/** How a leader is told that a member has no answer. */
final class NoAnswer {
    private NoAnswer() {}

    static String of(MemberResult result) {
        return "member " + result.memberId() + " has no answer: its run ended as " + result.status()
                + result.failure()
                        .map(RunFailure::message)
                        .map(message -> ", " + message)
                        .orElse("");
    }
}
