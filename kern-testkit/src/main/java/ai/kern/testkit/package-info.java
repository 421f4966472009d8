/**
 * What tests of agents and of stores need: models that answer from a script, faults on demand, and time that moves when told.
 */
@NullMarked
package ai.kern.testkit;

import org.jspecify.annotations.NullMarked;
