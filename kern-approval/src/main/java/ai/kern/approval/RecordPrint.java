package ai.kern.approval;

import ai.kern.run.OutcomeStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a record says, and its trail must say, too: hashes, so that those of all records can be held at once. Immutable.
 *
 * @param recordId the record
 * @param status the name of its status
 * @param problem what contradicts itself in the record alone
 * @param request what was shown
 * @param votes the votes that count, and what each was for
 * @param decision how it became what it is, and with which answer; empty while nobody decided
 * @param lastStart the attempt that was started last
 * @param outcome how it ended; empty if it has not
 */
record RecordPrint(
        String recordId,
        String status,
        Optional<String> problem,
        String request,
        Set<String> votes,
        String decision,
        Optional<Integer> lastStart,
        String outcome) {

    static RecordPrint of(AuditedRecord stored) {
        return stored.record()
                .map(record -> of(stored, record))
                .orElseGet(() -> new RecordPrint(
                        stored.recordId(),
                        stored.status(),
                        Optional.of("cannot be read"),
                        "",
                        Set.of(),
                        "",
                        Optional.empty(),
                        ""));
    }

    private static RecordPrint of(AuditedRecord stored, ApprovalRecord record) {
        return new RecordPrint(
                stored.recordId(),
                stored.status(),
                problem(stored, record),
                of(new Told.Request(record.request())),
                record.votes().stream()
                        .map(vote -> of(new Told.Vote(vote, record.answer())))
                        .collect(Collectors.toUnmodifiableSet()),
                record.decision()
                        .map(decision -> of(new Told.Decision(decision, record.answer())))
                        .orElse(""),
                record.use().map(ApprovalUse::attempt),
                record.outcome()
                        .map(outcome -> ofOutcome(outcome.attempt(), outcome.status(), outcome.text()))
                        .orElse(""));
    }

    private static Optional<String> problem(AuditedRecord stored, ApprovalRecord record) {
        boolean isOfItsRun = stored.runId().equals(record.runId());
        boolean isDecidedSo =
                record.decision().map(made -> made.status() == record.status()).orElse(record.isPending());
        return isOfItsRun && isDecidedSo && stored.isKept() && record.isDated()
                ? Optional.empty()
                : Optional.of("contradicts itself: its columns and its documents do not say the same");
    }

    static String of(Told.Vote vote) {
        return of((Object) vote);
    }

    static String of(Told.Request request) {
        return of((Object) request);
    }

    static String of(Told.Decision decision) {
        return of((Object) decision);
    }

    static String of(Told.Outcome outcome) {
        return ofOutcome(outcome.attempt(), outcome.status(), outcome.text());
    }

    private static String ofOutcome(int attempt, OutcomeStatus status, String text) {
        return hash(Integer.toString(attempt), status.name(), text);
    }

    /** As this version of kern writes it, so that it does not matter which version wrote what is compared. */
    private static String of(Object told) {
        return hash(Told.write(told));
    }

    private static String hash(String... texts) {
        return new String(Base64.getEncoder().encode(Digests.sha256(texts)), StandardCharsets.ISO_8859_1);
    }
}
