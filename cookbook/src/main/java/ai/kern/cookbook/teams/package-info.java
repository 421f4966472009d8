/**
 * Teams whose members' calls wait for somebody, one program for each pattern.
 */
@NullMarked
package ai.kern.cookbook.teams;

import org.jspecify.annotations.NullMarked;
