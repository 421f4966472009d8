package ai.kern.specs.hitl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.ExternalExecution;
import ai.kern.requirement.OutcomeUnknown;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.RequirementVisitor;
import ai.kern.requirement.Resolution;
import ai.kern.requirement.UserFeedback;
import ai.kern.requirement.UserInput;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the compiler knows of requirements and their answers. */
@Tag("HITL-3")
class ResolutionKindsTest {
    private static List<String> answersOf(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getReturnType() == Resolution.class)
                .map(Method::getName)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void eachKindOfRequirementHasItsOwnAnswersAndNoOthers() {
        assertThat(Stream.of(Requirement.class.getPermittedSubclasses()))
                .containsExactlyInAnyOrder(
                        Confirmation.class,
                        UserInput.class,
                        UserFeedback.class,
                        ExternalExecution.class,
                        OutcomeUnknown.class,
                        AwaitingDecision.class);
        assertThat(Map.of(
                        Confirmation.class, answersOf(Confirmation.class),
                        UserInput.class, answersOf(UserInput.class),
                        UserFeedback.class, answersOf(UserFeedback.class),
                        UserFeedback.Answers.class, answersOf(UserFeedback.Answers.class),
                        ExternalExecution.class, answersOf(ExternalExecution.class),
                        OutcomeUnknown.class, answersOf(OutcomeUnknown.class),
                        AwaitingDecision.class, answersOf(AwaitingDecision.class),
                        Requirement.class, answersOf(Requirement.class)))
                .isEqualTo(Map.of(
                        Confirmation.class, List.of("confirm", "reject"),
                        UserInput.class, List.of("provide", "reject"),
                        UserFeedback.class, List.of("reject"),
                        UserFeedback.Answers.class, List.of("build"),
                        ExternalExecution.class, List.of("error", "result"),
                        OutcomeUnknown.class, List.of("giveUp", "result", "runAgain"),
                        AwaitingDecision.class, List.of(),
                        Requirement.class, List.of()));
    }

    @Test
    void nobodyElseBuildsAnAnswer() {
        assertThat(Modifier.isFinal(Resolution.class.getModifiers())).isTrue();
        assertThat(Resolution.class.getConstructors()).isEmpty();
        assertThat(Arrays.stream(Resolution.class.getMethods())
                        .filter(method -> Modifier.isStatic(method.getModifiers())))
                .isEmpty();
    }

    @Test
    void aVisitorHasOneMethodForEachKind() {
        assertThat(Stream.of(RequirementVisitor.class.getMethods()).map(method -> method.getParameterTypes()[0]))
                .containsExactlyInAnyOrder(Requirement.class.getPermittedSubclasses());
    }
}
