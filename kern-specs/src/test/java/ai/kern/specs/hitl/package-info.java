/** How calls wait for people: pauses, answers, continuing, doubt about outcomes. */
package ai.kern.specs.hitl;
