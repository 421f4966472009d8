package ai.kern.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has each call of a tool approved on a persisted record. Beside no other mark it means confirmation; beside
 * {@code requiresUserInput} or {@code externalExecution} the record takes the input or the result.
 *
 * <p>Like {@link Tool}, the mark also holds when it stands on a method that this one overrides or implements; two marks of one
 * family that differ are an error when the agent is built. Needs the module kern-approval and a database that keeps approvals.
 */
@Documented
@GateMark
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Approval {
    /** Whether an administrator decides, or the decision of the person in front of the program is recorded. */
    ApprovalType type() default ApprovalType.REQUIRED;

    /**
     * How long after the pause the record can be decided, as an ISO-8601 duration such as {@code PT24H}, at most 365
     * days; for ever by default.
     * Only with {@link ApprovalType#REQUIRED}, like everything that follows but {@link #redact()}.
     */
    String expiresIn() default "";

    /** How long after its approval the call may be started, as an ISO-8601 duration of at most 365 days; for ever by default. */
    String runWithin() default "";

    /** The role that a decider must have; anybody decides by default. */
    String approvers() default "";

    /** How many different people must approve; one rejection rejects. */
    int quorum() default 1;

    /** Nobody approves what he asked for himself, and a call of which nobody knows who asked for it is refused. */
    boolean fourEyes() default false;

    /**
     * The approval of the user who owns the run counts, too. By default it does not, where both the user and the decider are
     * known. Contradicts {@link #fourEyes()}.
     */
    boolean requesterMayApprove() default false;

    /**
     * Arguments that nobody but the tool sees, as JSON pointers such as {@code /card/number}: these, and what is marked by
     * {@link Param#redact()}, are masked in records, in the audit trail and wherever else the call is shown. See
     * {@link ToolDefinition#redacted()}.
     */
    String[] redact() default {};
}
