/** What tests of agents and of stores need. */
module ai.kern.testkit {
    requires transitive ai.kern.approval;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires transitive org.assertj.core;
    requires transitive java.sql;
    requires jdk.httpserver;
    requires org.slf4j;
    requires static org.jspecify;

    exports ai.kern.testkit;

    // The contract's tests are found and run by reflection.
    opens ai.kern.testkit to
            org.junit.platform.commons;
}
