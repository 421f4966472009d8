package ai.kern.team;

import ai.kern.run.Delegation.MemberResult;
import ai.kern.run.Delegation.Result;
import ai.kern.run.OutcomeStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ObjIntConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What several members say to one call: a JSON array with an answer, or why there is none, for each assignment. */
final class JointAnswers {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JointAnswers() {}

    /**
     * One of the answers, as it is read back.
     *
     * @param isError whether the member had none, and the text says why
     */
    record Part(boolean isError, String text) {}

    /**
     * The result of a call, which has failed if no member has an answer.
     *
     * @param head writes what stands before the answer at a place
     */
    static Result of(List<MemberResult> results, ObjIntConsumer<ObjectNode> head) {
        ArrayNode answers = JSON.createArrayNode();
        for (MemberResult result : results) {
            ObjectNode answer = JSON.createObjectNode();
            head.accept(answer, answers.size());
            answer.put("member_id", result.memberId());
            if (result.isCompleted()) {
                answer.put("answer", result.content());
            } else {
                answer.put("error", NoAnswer.of(result));
            }
            answers.add(answer);
        }
        boolean isAny = results.stream().anyMatch(MemberResult::isCompleted);
        return new Result(
                isAny ? OutcomeStatus.SUCCEEDED : OutcomeStatus.FAILED, JSON.writeValueAsString(answers), false);
    }

    /**
     * Reads the result of a call back, in the order of its assignments. A text that is none, such as the error of a call whose
     * result was too long to be stored, is the error of each.
     *
     * @param count how many assignments the call had
     */
    static List<Part> read(String text, int count) {
        JsonNode answers;
        try {
            answers = JSON.readTree(text);
        } catch (JacksonException noJson) {
            answers = JSON.missingNode();
        }
        if (!answers.isArray() || answers.size() != count) {
            return Collections.nCopies(count, new Part(true, text));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode answer : answers) {
            boolean isError = !answer.has("answer");
            parts.add(
                    new Part(isError, answer.path(isError ? "error" : "answer").stringValue("")));
        }
        return parts;
    }
}
