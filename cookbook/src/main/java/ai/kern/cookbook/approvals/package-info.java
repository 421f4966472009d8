/**
 * Calls that an administrator lets run, one program for each pattern.
 */
@NullMarked
package ai.kern.cookbook.approvals;

import org.jspecify.annotations.NullMarked;
