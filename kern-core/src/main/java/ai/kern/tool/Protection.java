package ai.kern.tool;

import ai.kern.requirement.PauseType;
import java.util.Optional;

/** What stands between the model's wish to call a tool and the call. A tool has exactly one protection. */
public enum Protection {
    /** Nothing: the call is free. */
    NONE,
    /** A person lets the call through or rejects it. */
    CONFIRMATION,
    /** A person gives some of the arguments; the tool runs with them. */
    USER_INPUT,
    /** The call executes outside kern, and its result is brought. */
    EXTERNAL_EXECUTION,
    /** The model asks a person for values; they are the call's result. */
    ASKED_INPUT,
    /** The model asks a person questions with options; the answers are the call's result. */
    ASKED_QUESTIONS;

    /** The kind of pause that this protection leads to; none for a free call. */
    public Optional<PauseType> pauseType() {
        return switch (this) {
            case NONE -> Optional.empty();
            case CONFIRMATION -> Optional.of(PauseType.CONFIRMATION);
            case USER_INPUT, ASKED_INPUT -> Optional.of(PauseType.USER_INPUT);
            case EXTERNAL_EXECUTION -> Optional.of(PauseType.EXTERNAL_EXECUTION);
            case ASKED_QUESTIONS -> Optional.of(PauseType.USER_FEEDBACK);
        };
    }
}
