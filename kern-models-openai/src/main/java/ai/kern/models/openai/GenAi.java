package ai.kern.models.openai;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** Names of the semantic conventions for generative AI, and kern's own beside them. */
final class GenAi {
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> AGENT_ID = AttributeKey.stringKey("gen_ai.agent.id");
    static final AttributeKey<String> AGENT_NAME = AttributeKey.stringKey("gen_ai.agent.name");
    static final AttributeKey<String> CONVERSATION_ID = AttributeKey.stringKey("gen_ai.conversation.id");
    static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<String> OUTPUT_TYPE = AttributeKey.stringKey("gen_ai.output.type");
    static final AttributeKey<String> RESPONSE_ID = AttributeKey.stringKey("gen_ai.response.id");
    static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");
    static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> CACHED_TOKENS = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> REASONING_TOKENS = AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");
    static final AttributeKey<String> TOKEN_TYPE = AttributeKey.stringKey("gen_ai.token.type");
    static final AttributeKey<String> INPUT_MESSAGES = AttributeKey.stringKey("gen_ai.input.messages");
    static final AttributeKey<String> OUTPUT_MESSAGES = AttributeKey.stringKey("gen_ai.output.messages");
    static final AttributeKey<String> TOOL_NAME = AttributeKey.stringKey("gen_ai.tool.name");
    static final AttributeKey<String> TOOL_TYPE = AttributeKey.stringKey("gen_ai.tool.type");
    static final AttributeKey<String> TOOL_DESCRIPTION = AttributeKey.stringKey("gen_ai.tool.description");
    static final AttributeKey<String> TOOL_CALL_ID = AttributeKey.stringKey("gen_ai.tool.call.id");
    static final AttributeKey<String> TOOL_ARGUMENTS = AttributeKey.stringKey("gen_ai.tool.call.arguments");
    static final AttributeKey<String> TOOL_RESULT = AttributeKey.stringKey("gen_ai.tool.call.result");
    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> RUN_ID = AttributeKey.stringKey("kern.run.id");
    static final AttributeKey<String> ROOT_RUN_ID = AttributeKey.stringKey("kern.run.root_id");
    static final AttributeKey<String> RUN_DOOR = AttributeKey.stringKey("kern.run.door");
    static final AttributeKey<String> RUN_STATUS = AttributeKey.stringKey("kern.run.status");
    static final AttributeKey<String> CALL_KEY = AttributeKey.stringKey("kern.tool.call.key");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("kern.tool.attempt");
    static final AttributeKey<List<String>> REQUIREMENT_IDS = AttributeKey.stringArrayKey("kern.requirement.ids");
    static final AttributeKey<List<String>> PAUSE_TYPES = AttributeKey.stringArrayKey("kern.pause.types");
    static final AttributeKey<String> PAUSE_TYPE = AttributeKey.stringKey("kern.pause.type");
    static final AttributeKey<String> APPROVAL_ID = AttributeKey.stringKey("kern.approval.id");
    static final AttributeKey<String> APPROVAL_STATUS = AttributeKey.stringKey("kern.approval.status");
    static final AttributeKey<String> DECISION_KIND = AttributeKey.stringKey("kern.decision.kind");
    static final AttributeKey<String> DECIDER = AttributeKey.stringKey("kern.decision.by");

    private GenAi() {}
}
