package ai.kern.approval;

import ai.kern.internal.Json;
import ai.kern.run.Actor;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What somebody decides about a record: who, why, and what a call needs beyond yes. Whether it is an approval or a rejection is
 * said by the method that takes it. Immutable; each method gives a changed copy.
 */
public final class Decision {
    private final Actor by;
    private final @Nullable String note;
    private final @Nullable String arguments;
    private final @Nullable String values;
    private final @Nullable String result;
    private final @Nullable String error;
    private final boolean runAgain;
    private final @Nullable String seen;

    private Decision(
            Actor by,
            @Nullable String note,
            @Nullable String arguments,
            @Nullable String values,
            @Nullable String result,
            @Nullable String error,
            boolean runAgain,
            @Nullable String seen) {
        this.by = by;
        this.note = note;
        this.arguments = arguments;
        this.values = values;
        this.result = result;
        this.error = error;
        this.runAgain = runAgain;
        this.seen = seen;
    }

    /**
     * A decision of somebody.
     *
     * @param actor who decides, as the application knows him: never taken from what a request says of itself
     */
    public static Decision by(Actor actor) {
        return new Decision(Objects.requireNonNull(actor, "actor"), null, null, null, null, null, false, null);
    }

    /** With a note; that of a rejection is told to the model. */
    public Decision note(String text) {
        return new Decision(by, Objects.requireNonNull(text, "text"), arguments, values, result, error, runAgain, seen);
    }

    /**
     * The call shall run with other arguments. Only where the terms allow it.
     *
     * @param all all arguments, changed or not: something whose JSON form is an object. Where {@code [redacted]} stands in the
     *     place of a redacted one, as the record shows it, the value stays what it was
     */
    public Decision arguments(Object all) {
        return new Decision(by, note, json("arguments", all), values, result, error, runAgain, seen);
    }

    /** {@link #arguments(Object)} as JSON text. */
    public Decision argumentsJson(String json) {
        return new Decision(by, note, checked("arguments", json), values, result, error, runAgain, seen);
    }

    /**
     * The values that the record asks for.
     *
     * @param byName something whose JSON form is an object
     */
    public Decision values(Object byName) {
        return new Decision(by, note, arguments, json("values", byName), result, error, runAgain, seen);
    }

    /** {@link #values(Object)} as JSON text. */
    public Decision valuesJson(String json) {
        return new Decision(by, note, arguments, checked("values", json), result, error, runAgain, seen);
    }

    /** The result of a call that was executed elsewhere, or of one whose outcome was not known. */
    public Decision result(String text) {
        return new Decision(by, note, arguments, values, Objects.requireNonNull(text, "text"), error, runAgain, seen);
    }

    /** The error of a call that was executed elsewhere. */
    public Decision error(String text) {
        return new Decision(by, note, arguments, values, result, Objects.requireNonNull(text, "text"), runAgain, seen);
    }

    /** The call whose outcome is not known shall run once more. */
    public Decision runAgain() {
        return new Decision(by, note, arguments, values, result, error, true, seen);
    }

    /**
     * Holds only if the record still shows what the decider saw: a change by another one in between is then no approval.
     *
     * @param digest what {@link ApprovalRecord#shownDigest()} said of the record that he was shown
     */
    public Decision seen(String digest) {
        return new Decision(
                by, note, arguments, values, result, error, runAgain, Objects.requireNonNull(digest, "digest"));
    }

    /** Who decides. */
    public Actor actor() {
        return by;
    }

    /** What the decider wrote. */
    public Optional<String> note() {
        return Optional.ofNullable(note);
    }

    Optional<String> arguments() {
        return Optional.ofNullable(arguments);
    }

    Optional<String> values() {
        return Optional.ofNullable(values);
    }

    Optional<String> result() {
        return Optional.ofNullable(result);
    }

    Optional<String> error() {
        return Optional.ofNullable(error);
    }

    boolean isRunAgain() {
        return runAgain;
    }

    Optional<String> seen() {
        return Optional.ofNullable(seen);
    }

    /** Who decides; not what, since that may be redacted. */
    @Override
    public String toString() {
        return "decision by " + by.id();
    }

    private static String json(String what, Object value) {
        try {
            return Json.write(Objects.requireNonNull(value, what));
        } catch (JacksonException noJson) {
            throw new InvalidDecisionException(
                    "the " + what + " of a decision have no JSON form; give strings, numbers,"
                            + " booleans, lists and maps of them by name");
        }
    }

    /** JSON text that can be stored and compared; that it is an object is checked against the record. */
    private static String checked(String what, String json) {
        try {
            Json.read(Objects.requireNonNull(json, what));
            return json;
        } catch (JacksonException noJson) {
            throw new InvalidDecisionException("the " + what + " of a decision are not one JSON text: "
                    + noJson.getClass().getSimpleName() + ". Give an object without keys twice");
        }
    }
}
