/** What observers are told of runs, and that they disturb none. */
package ai.kern.specs.observe;
