package ai.kern.internal.engine;

import ai.kern.db.EntryKind;
import ai.kern.internal.Redaction;
import ai.kern.model.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The transcript as a model gets it: each message of the model is followed by one result for each of its calls, in order. */
final class Messages {
    private Messages() {}

    /** The transcript of a run, without results for calls that have none yet. */
    static List<Message> of(RunBook book) {
        return of(book, Turn::message, Messages::result);
    }

    /**
     * The transcript of a run, in other words.
     *
     * @param said what is told of a message of the model
     * @param came what is told of a call, if it has ended
     */
    static List<Message> of(
            RunBook book,
            Function<Turn, Message.Assistant> said,
            Function<CallRecord, Optional<Message.ToolResult>> came) {
        Map<Integer, Turn> turns = new HashMap<>();
        book.turns().forEach(turn -> turns.put(turn.sequence(), turn));
        List<Message> messages = new ArrayList<>();
        for (EntryRecord entry : book.entries()) {
            switch (entry.stored().kind()) {
                case SYSTEM -> messages.add(new Message.System(entry.text()));
                case USER -> messages.add(new Message.User(entry.text()));
                case ASSISTANT -> {
                    Turn turn = Objects.requireNonNull(turns.get(entry.stored().sequence()));
                    messages.add(said.apply(turn));
                    book.calls(turn).forEach(call -> came.apply(call).ifPresent(messages::add));
                }
            }
        }
        return messages;
    }

    /**
     * The transcript of a run, with those of earlier runs between its instructions and what the user says now.
     *
     * @param told gives the transcript of the run
     * @param toldOfEarlier gives that of an earlier one
     */
    static List<Message> withHistory(
            RunBook book,
            List<RunBook> history,
            Function<RunBook, List<Message>> told,
            Function<RunBook, List<Message>> toldOfEarlier) {
        List<Message> messages = new ArrayList<>(told.apply(book));
        int place = !messages.isEmpty() && messages.get(0) instanceof Message.System ? 1 : 0;
        for (RunBook earlier : history) {
            List<Message> before = toldOfEarlier.apply(earlier).stream()
                    .filter(message -> !(message instanceof Message.System))
                    .toList();
            messages.addAll(place, before);
            place += before.size();
        }
        return messages;
    }

    /** What the model is told of a call, if it has ended. */
    static Optional<Message.ToolResult> result(CallRecord call) {
        return call.outcome()
                .map(outcome -> new Message.ToolResult(
                        call.request().callId(),
                        call.request().toolName(),
                        editNotice(call) + outcome.text(),
                        outcome.status().isError()));
    }

    private static String editNotice(CallRecord call) {
        return call.edit()
                .flatMap(Documents.Settled::values)
                .map(arguments -> "[A person changed the arguments before the call ran. It ran with: "
                        + Redaction.mask(arguments, call.redacted()) + "]\n")
                .orElse("");
    }

    /** What the user said. */
    static String input(RunBook book) {
        return book.entries().stream()
                .filter(entry -> entry.is(EntryKind.USER))
                .findFirst()
                .map(EntryRecord::text)
                .orElse("");
    }
}
