/**
 * For the test kit alone: time that tests can move.
 */
@NullMarked
package ai.kern.db.internal;

import org.jspecify.annotations.NullMarked;
