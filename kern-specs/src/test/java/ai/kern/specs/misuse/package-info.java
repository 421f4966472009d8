/** Mistakes that a newcomer makes: each is found at once, by a message that names it and the cure. */
package ai.kern.specs.misuse;
