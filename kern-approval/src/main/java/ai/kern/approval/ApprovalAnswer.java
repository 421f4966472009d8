package ai.kern.approval;

import ai.kern.requirement.AnswerType;
import java.util.Objects;
import java.util.Optional;

/**
 * What an approval says beyond yes: changed arguments, values or a result. Where several people must approve, it is what the
 * others approve, too. Redacted values are masked in it; the run has them in clear. Immutable.
 *
 * @param type what is answered
 * @param arguments the arguments with which the call is to run, as JSON text, if they were changed
 * @param data the values that were asked for, or the result, error or choice that was brought, as the JSON text of an object
 * @param digest identifies the answer together with what it answers
 */
public record ApprovalAnswer(AnswerType type, Optional<String> arguments, Optional<String> data, String digest) {
    public ApprovalAnswer {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(digest, "digest");
    }
}
