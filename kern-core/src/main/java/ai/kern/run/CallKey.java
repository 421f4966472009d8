package ai.kern.run;

import ai.kern.db.Limits;

/**
 * What identifies a tool call: its place in its run's transcript. The provider's call id does not, since servers repeat it.
 *
 * @param runId the run that owns the call
 * @param sequence the place of the assistant message in the run's transcript, from 0
 * @param index the place of the call in that message, from 0
 */
public record CallKey(String runId, int sequence, int index) implements Comparable<CallKey> {
    public CallKey {
        Limits.checkName(runId, "the id of a run");
        if (sequence < 0 || index < 0) {
            throw new IllegalArgumentException(
                    "a call's sequence and index start at 0, not " + sequence + " and " + index);
        }
    }

    /**
     * The key that a tool may hand to the system it calls, so that a repeated attempt is recognised there: the same over every
     * attempt of this call, and no other call's.
     */
    public String idempotencyKey() {
        return runId + "-" + sequence + "-" + index;
    }

    @Override
    public int compareTo(CallKey other) {
        int byRun = runId.compareTo(other.runId);
        if (byRun != 0) {
            return byRun;
        }
        int bySequence = Integer.compare(sequence, other.sequence);
        return bySequence != 0 ? bySequence : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return runId + "/" + sequence + "/" + index;
    }
}
