/**
 * The one run engine. A {@link ai.kern.internal.engine.RunBook} is a run as it stands in this process; a
 * {@link ai.kern.internal.engine.Planner} says what comes next from what is stored alone; a
 * {@link ai.kern.internal.engine.RunLoop} does it and commits it; {@link ai.kern.internal.engine.Engine} holds the doors.
 */
@NullMarked
package ai.kern.internal.engine;

import org.jspecify.annotations.NullMarked;
