/** The run engine: agents, tools, requirements, and the interfaces of models and stores. */
module ai.kern.core {
    requires transitive tools.jackson.databind;
    requires com.networknt.schema;
    requires org.slf4j;
    requires static transitive org.jspecify;

    uses ai.kern.tool.GateProvider;

    exports ai.kern.agent;
    exports ai.kern.db;
    exports ai.kern.db.internal to
            ai.kern.db.jdbi,
            ai.kern.testkit;
    exports ai.kern.event;
    exports ai.kern.internal to
            ai.kern.approval;
    exports ai.kern.internal.engine to
            ai.kern.team;
    exports ai.kern.model;
    exports ai.kern.requirement;
    exports ai.kern.run;
    exports ai.kern.tool;

    opens ai.kern.internal.engine to
            tools.jackson.databind;
}
