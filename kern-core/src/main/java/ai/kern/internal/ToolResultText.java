package ai.kern.internal;

import ai.kern.db.LimitExceededException;
import ai.kern.db.Limits;
import ai.kern.run.KernException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The text by which a model learns what a tool returned. */
public final class ToolResultText {
    private ToolResultText() {}

    /**
     * The text of a result: a string as it is, null as {@code ok}, an {@code Optional} as what is in it ({@code ok} if nothing
     * is), anything else as JSON.
     *
     * @throws LimitExceededException if it has more than {@link Limits#TOOL_RESULT_BYTES}
     * @throws KernException if the result has no JSON form
     */
    public static String of(@Nullable Object result) {
        String text = text(result);
        if (Limits.exceeds(text, Limits.TOOL_RESULT_BYTES)) {
            throw new LimitExceededException(
                    "the result has " + Limits.bytes(text) + " bytes; the most that a tool may return is "
                            + Limits.TOOL_RESULT_BYTES + ". Return a part, a summary or a reference");
        }
        return text;
    }

    private static String text(@Nullable Object result) {
        if (result == null) {
            return "ok";
        }
        if (result instanceof CharSequence text) {
            return text.toString();
        }
        if (result instanceof Optional<?> optional) {
            return text(optional.orElse(null));
        }
        if (result instanceof Future<?> || result instanceof CompletionStage<?>) {
            throw new KernException("the tool returned a " + result.getClass().getName()
                    + ", which is no result yet; a tool waits for what it starts and returns the value");
        }
        try {
            return Json.write(result);
        } catch (JacksonException e) {
            throw new KernException(
                    "the result, a " + result.getClass().getName() + ", has no JSON form: " + e.getOriginalMessage(),
                    e);
        }
    }
}
