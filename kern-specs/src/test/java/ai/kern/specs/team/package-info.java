/** What is promised of teams. */
package ai.kern.specs.team;
