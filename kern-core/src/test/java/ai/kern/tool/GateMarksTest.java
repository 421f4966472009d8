package ai.kern.tool;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Marks of gates where no module that serves them is there, as in this one. */
@Tag("APPR-2")
class GateMarksTest {
    static class Marked {
        @Approval
        @Tool
        void wipe() {}
    }

    static class MarkedForAudit {
        @LogApproval
        @Tool(requiresConfirmation = true)
        void wipe() {}
    }

    interface Promise {
        @Approval
        void wipe();
    }

    static class MarkedAbove implements Promise {
        @Tool
        @Override
        public void wipe() {}
    }

    static class MarkedWithoutTool {
        @Tool
        void look() {}

        @Approval
        void wipe() {}
    }

    private static void assertRefused(Object tools, String... said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ToolSet.collect(List.of(tools)))
                .withMessageContaining("wipe")
                .withMessageContainingAll(said);
    }

    @Test
    void aMarkThatNobodyServesIsAnErrorAndNoOpenDoor() {
        assertRefused(new Marked(), "@Approval", "kern-approval");
        assertRefused(new MarkedForAudit(), "@LogApproval", "kern-approval");
    }

    @Test
    void aMarkOnAnInterfaceAloneCounts() {
        assertRefused(new MarkedAbove(), "@Approval", "kern-approval");
    }

    @Test
    void aToolkitLosesNoMark() {
        assertRefused(Toolkit.of(new Marked()).stopAfterCall("wipe"), "@Approval", "kern-approval");
    }

    @Test
    void aMarkOnAMethodThatIsNoToolIsAnError() {
        assertRefused(new MarkedWithoutTool(), "is marked with @Approval and is no tool", "add @Tool");
    }
}
