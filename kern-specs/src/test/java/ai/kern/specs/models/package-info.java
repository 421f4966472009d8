/** The clients of models against recorded conversations and against the scripted server. */
package ai.kern.specs.models;
