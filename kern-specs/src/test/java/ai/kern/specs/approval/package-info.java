/** How an administrator decides on records, and what runs then. */
package ai.kern.specs.approval;
