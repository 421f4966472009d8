package ai.kern.internal.engine;

import ai.kern.db.Entry;
import ai.kern.db.EntryKind;
import ai.kern.model.Message;

/**
 * An entry of a transcript as it is stored, and what its document says.
 *
 * @param stored the row
 * @param readings read its document
 */
record EntryRecord(Entry stored, Readings readings) {

    boolean is(EntryKind kind) {
        return stored.kind() == kind;
    }

    /** What the system or the user says. */
    String text() {
        return read(Documents.Text.class).text();
    }

    /** What the model says. */
    Message.Assistant message() {
        Documents.Assistant said = read(Documents.Assistant.class);
        return new Message.Assistant(said.text(), said.toolCalls(), said.providerData());
    }

    private <T> T read(Class<T> type) {
        return readings.read(stored.document(), type, () -> "entry " + stored.sequence() + " of run " + stored.runId());
    }
}
