package ai.kern.internal.engine;

import java.util.Map;

/**
 * Work on a run that can begin or has begun: what the loop takes from here.
 *
 * @param book the run as it stands
 * @param journal commits it
 * @param emitter tells what happens
 * @param stretch tells observers
 * @param objects objects for tools by name
 */
record Work(RunBook book, Journal journal, Emitter emitter, Stretch stretch, Map<String, Object> objects) {}
