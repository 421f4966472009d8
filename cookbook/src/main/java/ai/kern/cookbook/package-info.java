/**
 * One runnable example for each pattern of working with kern.
 */
@NullMarked
package ai.kern.cookbook;

import org.jspecify.annotations.NullMarked;
