/**
 * {@link ai.kern.agent.Agent}: a model, tools and a database, ready to run.
 */
@NullMarked
package ai.kern.agent;

import org.jspecify.annotations.NullMarked;
