/**
 * Agents with a person in front of them, one program for each pattern.
 */
@NullMarked
package ai.kern.cookbook.agents;

import org.jspecify.annotations.NullMarked;
