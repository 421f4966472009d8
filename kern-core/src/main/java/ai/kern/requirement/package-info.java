/**
 * What a paused run waits for. Each {@link ai.kern.requirement.Requirement} offers only the answers that settle it; an answer
 * is a {@link ai.kern.requirement.Resolution}, which nothing but its requirement can build.
 */
@NullMarked
package ai.kern.requirement;

import org.jspecify.annotations.NullMarked;
