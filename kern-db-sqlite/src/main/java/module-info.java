/** The store of one machine: a SQLite file. */
module ai.kern.db.sqlite {
    requires transitive ai.kern.db.jdbi;
    requires org.xerial.sqlitejdbc;
    requires org.slf4j;
    requires static org.jspecify;

    exports ai.kern.db.sqlite;
}
