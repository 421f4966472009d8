/** The store of many machines: PostgreSQL. */
module ai.kern.db.postgres {
    requires transitive ai.kern.db.jdbi;
    requires com.zaxxer.hikari;
    requires java.naming;
    requires org.postgresql.jdbc;
    requires org.slf4j;
    requires static org.checkerframework.checker.qual;
    requires static org.jspecify;

    exports ai.kern.db.postgres;
}
