/** What is left when an engine stops, stalls, is killed, or loses its database: nothing is lost and nothing happens twice. */
package ai.kern.specs.faults;
