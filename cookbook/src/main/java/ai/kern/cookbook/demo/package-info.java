/**
 * The first hour: an agent that stops in front of a dangerous call, in one process, and goes on after the decision, in another.
 */
@NullMarked
package ai.kern.cookbook.demo;

import org.jspecify.annotations.NullMarked;
