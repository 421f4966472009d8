/**
 * What a run tells while it goes on: {@link ai.kern.event.RunEvent}s, read from a {@link ai.kern.event.RunStream}; and
 * {@link ai.kern.event.RunObserver}, which follows runs from inside, to trace and to measure them.
 */
@NullMarked
package ai.kern.event;

import org.jspecify.annotations.NullMarked;
