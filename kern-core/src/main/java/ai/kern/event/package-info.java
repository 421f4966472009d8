/**
 * What a run tells while it goes on: {@link ai.kern.event.RunEvent}s, read from a {@link ai.kern.event.RunStream}.
 */
@NullMarked
package ai.kern.event;

import org.jspecify.annotations.NullMarked;
