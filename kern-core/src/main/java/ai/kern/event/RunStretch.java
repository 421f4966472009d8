package ai.kern.event;

import ai.kern.run.Run;
import java.util.Objects;

/**
 * A stretch of a run that begins: from one of its doors to its pause or end.
 *
 * @param run the run as it is stored
 * @param door how it came to the stretch
 * @param modelId the model that will be asked
 */
public record RunStretch(Run run, Door door, String modelId) {
    public RunStretch {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(door, "door");
        Objects.requireNonNull(modelId, "modelId");
    }

    /** How a run comes to be worked on. */
    public enum Door {
        /** It is new. */
        START,
        /** It waited, and goes on. */
        CONTINUE,
        /** It had ended as ERROR, and goes on from its last step. */
        RETRY,
        /** Its process was gone. */
        RECOVER
    }
}
