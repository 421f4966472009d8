package ai.kern.approval;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a record says, and its trail must say, too: hashes of the documents that the trail should have, as this version of kern
 * writes them, so that those of all records can be held at once. A hash is empty where nothing should be told. Immutable.
 *
 * @param recordId the record
 * @param status the name of its status
 * @param problem what contradicts itself in the record alone
 * @param request what was shown
 * @param votes the votes that count beside the one that decided, and what each was for
 * @param decision how it became what it is, and with which answer
 * @param start the start of the last attempt
 * @param outcome how it ended
 */
record RecordPrint(
        String recordId,
        String status,
        Optional<String> problem,
        String request,
        Set<String> votes,
        String decision,
        String start,
        String outcome) {

    static RecordPrint of(AuditedRecord stored) {
        return stored.record()
                .map(record -> of(stored, record))
                .orElseGet(() -> new RecordPrint(
                        stored.recordId(), stored.status(), Optional.of("cannot be read"), "", Set.of(), "", "", ""));
    }

    private static RecordPrint of(AuditedRecord stored, ApprovalRecord record) {
        ApprovalRequest request = record.request();
        return new RecordPrint(
                stored.recordId(),
                stored.status(),
                problem(stored, record),
                ofTold(new Told.Request(request)),
                record.votes().stream()
                        .filter(vote -> !record.decision().map(Told::vote).equals(Optional.of(vote)))
                        .map(vote -> ofTold(new Told.Vote(vote, record.answer())))
                        .collect(Collectors.toUnmodifiableSet()),
                record.decision()
                        .map(decision -> ofTold(new Told.Decision(decision, record.answer())))
                        .orElse(""),
                record.use()
                        .map(use -> ofTold(new Told.Start(request.call(), use.attempt(), request.digest())))
                        .orElse(""),
                record.outcome()
                        .map(end -> ofTold(new Told.Outcome(request.call(), end.attempt(), end.status(), end.text())))
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

    /** Of what is told, as this version writes it. */
    static String ofTold(Object told) {
        return ofDocument(Told.write(told));
    }

    /** Of a document as it was written. */
    static String ofDocument(String document) {
        return new String(Base64.getEncoder().encode(Digests.sha256(document)), StandardCharsets.ISO_8859_1);
    }
}
