package ai.kern.approval;

import ai.kern.internal.Json;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.InputField;
import ai.kern.tool.GatedCall;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds a call that a person in front of the program let through against the record and the trail that tell of it: what starts
 * must be what was answered, also where the call starts later than the answer was stored.
 */
final class AuditedCall {
    private AuditedCall() {}

    /**
     * Checks a call that is about to start.
     *
     * @param arguments those with which it would start
     * @param trail what the checked trail of its run tells of the record
     * @throws ApprovalChangedException if something is not what it was
     */
    static void check(
            ApprovalReader reader, GatedCall call, String arguments, ApprovalRecord record, RecordTrail trail) {
        GateDocument document = GateDocument.read(call.document(), call.requirementId());
        boolean isWhole = reader.isKeptAs(record)
                && record.isDated()
                && reader.decidedValues(record).isEmpty();
        require(call, record, isWhole, "a column of the record");
        require(call, record, trail.request().filter(record.request()::equals).isPresent(), "the record of the call");
        require(
                call,
                record,
                trail.decision().map(Told.Decision::decision).equals(record.decision())
                        && trail.decision().map(Told.Decision::answer).equals(Optional.of(record.answer()))
                        && trail.isDecidedOnce(),
                "the answer on the record");
        require(
                call,
                record,
                document.isAbout(call)
                        && document.shown().isEmpty()
                        && (document.attempt() > 0 || isAnswered(call, document, arguments, record)),
                "the call, or what it would run with,");
    }

    private static boolean isAnswered(GatedCall call, GateDocument document, String arguments, ApprovalRecord record) {
        if (!record.id().equals(call.requirementId()) || !record.request().equals(document.request(call))) {
            return false;
        }
        if (record.answer().isEmpty()) {
            return Digests.isSame(arguments, call.arguments());
        }
        ApprovalAnswer answer = record.answer().get();
        String values = answer.type() == AnswerType.PROVIDE ? provided(call.fields(), arguments) : arguments;
        return new DecidedValues(answer.type(), Optional.of(values), Optional.empty(), document.nonce())
                .digest(record.digest())
                .equals(answer.digest());
    }

    private static String provided(List<InputField> fields, String arguments) {
        JsonNode all = Json.read(arguments);
        ObjectNode provided = Json.object();
        fields.stream().map(InputField::name).filter(all::has).forEach(name -> provided.set(name, all.get(name)));
        return Json.write(provided);
    }

    private static void require(GatedCall call, ApprovalRecord record, boolean isSame, String what) {
        if (!isSame) {
            throw ApprovalChangedException.of(call, record, what);
        }
    }
}
