/** The approval gate, its records and decisions, and the audit trail. */
module ai.kern.approval {
    requires transitive ai.kern.core;
    requires static org.jspecify;

    exports ai.kern.approval;

    provides ai.kern.tool.GateProvider with
            ai.kern.approval.ApprovalGateProvider;

    opens ai.kern.approval to
            tools.jackson.databind;
}
