package ai.kern.run;

import java.util.Objects;

/**
 * Why a run ended as ERROR.
 *
 * @param type the class of the exception
 * @param message its message
 */
public record RunFailure(String type, String message) {
    public RunFailure {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(message, "message");
    }
}
