/** What the stores cost. What is measured, and how to read it, stands in {@code docs/performance.md}. */
package ai.kern.benchmarks;
