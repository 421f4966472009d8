package ai.kern.specs.doors;

import ai.kern.run.RunOutput;
import org.jspecify.annotations.Nullable;

/** Something that a thread of a {@link DoorRace} calls, whose name tells what it is. */
record DoorCall(String name, Step step) {
    /** Calls it. */
    interface Step {
        @Nullable
        RunOutput take();
    }
}
