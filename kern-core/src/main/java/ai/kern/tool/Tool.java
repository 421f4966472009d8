package ai.kern.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a tool. Its parameters become the tool's JSON schema; a parameter of type {@link ToolContext} is not part of
 * it and receives the call's context. A string result goes to the model as it is, {@code void} and null as {@code ok},
 * anything else as JSON; what the method throws becomes an error result.
 *
 * <p>The mark also holds when it stands on the method of a superclass or an interface that this one overrides or implements.
 * Where several of these are marked, their elements are united; two that say different things about one element are an error
 * when the agent is built, descriptions apart, of which the most specific counts.
 *
 * <p>A mark that would be ignored is an error when the agent is built, however marks and protection come together:
 *
 * <table>
 * <caption>Which marks stand on which tools</caption>
 * <tr><th>mark</th><th>free</th><th>with confirmation, also by a gate</th><th>with user input</th><th>executed outside</th></tr>
 * <tr><td>{@link #idempotent}</td><td>yes</td><td>yes</td><td>yes</td><td>no: kern never calls it</td></tr>
 * <tr><td>{@link #onceOnly}</td><td>yes</td><td colspan="2">no: calls that were let through are never repeated by
 *     themselves</td><td>no: kern never calls it</td></tr>
 * <tr><td>{@link #editable}</td><td>no: nobody confirms</td><td>yes</td><td>no: the person gives the values that are
 *     asked for</td><td>no: nobody confirms</td></tr>
 * <tr><td>{@link #timeout}</td><td>yes</td><td>yes</td><td>yes</td><td>no: kern never calls it</td></tr>
 * <tr><td>{@link #parallel} {@code = false}</td><td>yes</td><td colspan="2">yes, though such calls run one at a time
 *     anyway</td><td>no: kern never calls it</td></tr>
 * <tr><td>{@link #cacheFor}</td><td>yes</td><td colspan="2">no: a kept result never stands in for a call that was let
 *     through</td><td>no: nor for what a person brings</td></tr>
 * <tr><td>{@link #stopAfterCall}, {@link #showResult}</td><td>yes</td><td>yes</td><td>yes</td><td>yes</td></tr>
 * </table>
 *
 * <p>Beside that, the three protections exclude each other, and so do {@link #idempotent} and {@link #onceOnly}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Tool {
    /** The tool's name, 1 to 64 of {@code a-z A-Z 0-9 _ -}; by default the method's name in snake case. */
    String name() default "";

    /** What the tool does and when to use it, for the model. */
    String description() default "";

    /** A person lets each call through or rejects it. Excludes user input and external execution. */
    boolean requiresConfirmation() default false;

    /** A person gives arguments that the model must not choose. Excludes confirmation and external execution. */
    boolean requiresUserInput() default false;

    /** The arguments that the person gives; all of them where none is named. Only with {@link #requiresUserInput()}. */
    String[] userInputFields() default {};

    /** The call executes outside kern, which never calls the method. Excludes confirmation and user input. */
    boolean externalExecution() default false;

    /** The tool may be called again with the same idempotency key when it is not known whether it took effect. */
    boolean idempotent() default false;

    /**
     * The tool is never called again by itself when it is not known whether it took effect, though it is free: a person is
     * asked. Excludes {@link #idempotent()} and every protection.
     */
    boolean onceOnly() default false;

    /** Who confirms the call may change its arguments. Only with confirmation. */
    boolean editable() default false;

    /**
     * How long one attempt may take, as an ISO-8601 duration such as {@code PT30S}, from 1 ms to 365 days; no limit by
     * default. Not on tools that execute outside kern.
     */
    String timeout() default "";

    /** Whether calls may run beside others of the same message. Not on tools that execute outside kern. */
    boolean parallel() default true;

    /**
     * For how long a result serves equal calls again, as an ISO-8601 duration from 1 ms to 365 days; not at all by default.
     * Only on free tools.
     */
    String cacheFor() default "";

    /** The run ends with the call's result; the model is not asked again. */
    boolean stopAfterCall() default false;

    /** The call's result is part of the run's output, beside what the model says. */
    boolean showResult() default false;
}
