package ai.kern.internal.engine;

import ai.kern.model.Message;

/**
 * A message of the model in a run's transcript.
 *
 * @param sequence its place in the transcript
 * @param message the message
 * @param firstCall the ordinal of its first tool call among all calls of the run
 */
record Turn(int sequence, Message.Assistant message, int firstCall) {}
