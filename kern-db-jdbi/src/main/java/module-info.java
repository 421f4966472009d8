/** One SQL store over JDBI, with a dialect for each database. */
module ai.kern.db.jdbi {
    requires transitive ai.kern.approval;
    requires transitive java.sql;
    requires transitive org.jdbi.v3.core;
    requires flyway.core;
    // JDBI needs it and cannot say so, since it is no module itself.
    requires io.leangen.geantyref;
    requires org.slf4j;
    requires static org.jspecify;

    exports ai.kern.db.jdbi;
}
