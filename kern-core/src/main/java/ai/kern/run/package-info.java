/**
 * A run and what callers do with it: start it with a {@link ai.kern.run.RunRequest}, look at the
 * {@link ai.kern.run.RunOutput}, go on with a {@link ai.kern.run.ContinueRequest}. {@link ai.kern.run.Runner} is what agents
 * and teams have in common; {@link ai.kern.run.KernException} is the root of all that may go wrong.
 */
@NullMarked
package ai.kern.run;

import org.jspecify.annotations.NullMarked;
