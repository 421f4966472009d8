/** What is promised of tools, as a running agent shows it. */
package ai.kern.specs.tool;
