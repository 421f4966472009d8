/** What an older release has stored, in the hands of this one. */
package ai.kern.specs.upgrade;
