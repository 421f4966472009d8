package ai.kern.tool;

import ai.kern.run.Delegation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tool made from a function:
 *
 * <pre>{@code
 * FunctionTool refund = FunctionTool.builder("refund")
 *         .description("Pay a customer's money back.")
 *         .parameters(RefundArgs.class)
 *         .call((args, context) -> payments.refund(args.order(), args.amount()))
 *         .requiresConfirmation()
 *         .build();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class FunctionTool {
    private static final ToolSchema NO_PARAMETERS =
            ToolSchema.of("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}");

    private final ToolDefinition definition;

    FunctionTool(ToolDefinition definition) {
        this.definition = definition;
    }

    /**
     * Starts a tool without parameters.
     *
     * @param name 1 to 64 of {@code a-z A-Z 0-9 _ -}
     */
    public static Builder<Map<String, @Nullable Object>> builder(String name) {
        return new Builder<>(name, NO_PARAMETERS);
    }

    /** The tool as the engine knows it. */
    public ToolDefinition definition() {
        return definition;
    }

    @Override
    public String toString() {
        return definition.toString();
    }

    /**
     * Collects what makes a function a tool. {@code parameters} stands before {@code call}, whose type it decides; everything
     * else may stand anywhere. Where tools are given to an agent, the builder may stand for the tool. A mark that would be
     * ignored is an error when the agent is built: {@link Tool} says which stand where. Not safe for use by several threads.
     *
     * @param <A> the type of the arguments
     */
    public static final class Builder<A> {
        private final String name;
        private String description = "";
        private ToolSchema parameters;
        private @Nullable Class<?> argumentsType;
        private @Nullable ToolFunction<A> function;
        private @Nullable Delegation delegation;
        private ToolMarks marks = ToolMarks.NONE;

        private Builder(String name, ToolSchema parameters) {
            this.name = Objects.requireNonNull(name, "name");
            this.parameters = parameters;
        }

        /** What the tool does and when to use it, for the model. */
        public Builder<A> description(String description) {
            this.description = Objects.requireNonNull(description, "description");
            return this;
        }

        /**
         * Takes the parameters from the components of a record or the properties of a bean, in their order.
         *
         * @throws IllegalArgumentException if it is neither, or one of its types has no JSON schema
         */
        public <B> Builder<B> parameters(Class<B> type) {
            return this.<B>parameters(() -> ToolSchema.of(type), type);
        }

        /**
         * Takes the parameters from a JSON schema (2020-12) of type object.
         *
         * @throws IllegalArgumentException if it is not one
         */
        public Builder<Map<String, @Nullable Object>> parameters(String jsonSchema) {
            return parameters(() -> ToolSchema.of(jsonSchema), null);
        }

        @SuppressWarnings("unchecked") // nothing of type A is there yet, which is checked
        private <B> Builder<B> parameters(Supplier<ToolSchema> schema, @Nullable Class<?> type) {
            if (function != null) {
                throw new IllegalStateException(
                        "tool " + name + ": parameters stands before call, since it decides the type of the arguments");
            }
            try {
                parameters = schema.get();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("tool " + name + ": " + e.getMessage(), e);
            }
            argumentsType = type;
            return (Builder<B>) this;
        }

        /** What a call does. */
        public Builder<A> call(ToolFunction<A> function) {
            this.function = Objects.requireNonNull(function, "function");
            return this;
        }

        /** What a call does, where it has no result; the model is told {@code ok}. */
        public Builder<A> callVoid(ToolAction<A> action) {
            Objects.requireNonNull(action, "action");
            return call((arguments, context) -> {
                action.call(arguments, context);
                return null;
            });
        }

        /**
         * Has calls executed by runs of others, in place of a function. Such a tool takes no mark: what needs a person is
         * protected where it happens, in the members.
         */
        public Builder<A> delegate(Delegation delegation) {
            this.delegation = Objects.requireNonNull(delegation, "delegation");
            return this;
        }

        /** A person lets each call through or rejects it. */
        public Builder<A> requiresConfirmation() {
            return mark(ToolMark.CONFIRMATION, true);
        }

        /**
         * A person gives arguments that the model must not choose.
         *
         * @param fields their names; all arguments where none is named
         * @throws IllegalStateException if it was said before
         */
        public Builder<A> requiresUserInput(String... fields) {
            if (marks.has(ToolMark.USER_INPUT)) {
                throw new IllegalStateException(
                        "tool " + name + ": requiresUserInput is there twice; name all fields in one");
            }
            mark(ToolMark.USER_INPUT, true);
            return fields.length == 0 ? this : mark(ToolMark.USER_INPUT_FIELDS, List.of(fields));
        }

        /** The call executes outside kern; no function is needed. */
        public Builder<A> externalExecution() {
            return mark(ToolMark.EXTERNAL_EXECUTION, true);
        }

        /** The tool may be called again with the same idempotency key when it is not known whether it took effect. */
        public Builder<A> idempotent() {
            return mark(ToolMark.IDEMPOTENT, true);
        }

        /** The tool, a free one, is never called again by itself when it is not known whether it took effect. */
        public Builder<A> onceOnly() {
            return mark(ToolMark.ONCE_ONLY, true);
        }

        /** Who confirms the call may change its arguments. */
        public Builder<A> editable() {
            return mark(ToolMark.EDITABLE, true);
        }

        /** How long one attempt may take, from 1 ms to 365 days. No limit by default. */
        public Builder<A> timeout(Duration timeout) {
            return mark(ToolMark.TIMEOUT, Objects.requireNonNull(timeout, "timeout"));
        }

        /** Whether calls may run beside others of the same message; by default they may. */
        public Builder<A> parallel(boolean parallel) {
            return mark(ToolMark.NOT_PARALLEL, !parallel);
        }

        /** For how long a result serves equal calls of a free tool again, from 1 ms to 365 days. Not at all by default. */
        public Builder<A> cacheFor(Duration duration) {
            return mark(ToolMark.CACHE_FOR, Objects.requireNonNull(duration, "duration"));
        }

        /** The run ends with the call's result; the model is not asked again. */
        public Builder<A> stopAfterCall() {
            return mark(ToolMark.STOP_AFTER_CALL, true);
        }

        /** The call's result is part of the run's output, beside what the model says. */
        public Builder<A> showResult() {
            return mark(ToolMark.SHOW_RESULT, true);
        }

        /**
         * Nobody but the tool sees these parts of its arguments; see {@link ToolDefinition#redacted()}.
         *
         * @param pointers JSON pointers such as {@code /card/number}
         * @throws IllegalArgumentException if one is no pointer; that it leads nowhere is an error when the agent is built
         */
        public Builder<A> redact(String... pointers) {
            marks = marks.redacting(List.of(pointers));
            return this;
        }

        /**
         * Each call goes through a gate, such as an approval.
         *
         * @throws IllegalStateException if the tool has another gate already
         */
        public Builder<A> gate(Gate gate) {
            Objects.requireNonNull(gate, "gate");
            if (marks.gate().filter(other -> !other.equals(gate)).isPresent()) {
                throw new IllegalStateException("tool " + name + ": it has two gates of different terms; keep one");
            }
            return mark(ToolMark.GATE, gate);
        }

        private Builder<A> mark(ToolMark mark, Object value) {
            marks = marks.with(mark, value);
            return this;
        }

        /**
         * The tool.
         *
         * @throws IllegalArgumentException if the name or a mark is not allowed, or marks contradict each other
         * @throws IllegalStateException if there is no function and the tool needs one
         */
        public FunctionTool build() {
            if (delegation != null) {
                return new FunctionTool(delegated(delegation));
            }
            return new FunctionTool(new ToolDefinition(name, description, parameters, marks, body(), "a function"));
        }

        private ToolDefinition delegated(Delegation to) {
            if (function != null || marks != ToolMarks.NONE) {
                throw new IllegalStateException("tool " + name
                        + " delegates its calls and so has neither a function nor marks; protect the members' tools");
            }
            return new ToolDefinition(
                    name, description, parameters, marks, NoBody.delegated(name), Optional.of(to), "a delegation");
        }

        private ToolBody body() {
            ToolFunction<A> called = function;
            if (called == null) {
                if (marks.has(ToolMark.EXTERNAL_EXECUTION)) {
                    return NoBody.outside(name);
                }
                throw new IllegalStateException("tool " + name
                        + " does nothing: add call(...) or callVoid(...), or declare it externalExecution()");
            }
            Class<?> type = argumentsType;
            return (arguments, context) -> called.call(typed(arguments, type), context);
        }

        @SuppressWarnings("unchecked") // parameters(...) sets the type and A together
        private A typed(ToolArguments arguments, @Nullable Class<?> type) {
            return (A) (type == null ? arguments.asMap() : arguments.as(type));
        }
    }
}
