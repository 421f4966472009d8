/** What is promised of the asynchronous, streamed and background doors by themselves. */
package ai.kern.specs.doors;
