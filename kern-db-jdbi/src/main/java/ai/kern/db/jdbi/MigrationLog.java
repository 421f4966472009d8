package ai.kern.db.jdbi;

import org.flywaydb.core.api.logging.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Flyway says while it makes tables: its steps are for those who look for a fault, and what goes wrong is for everybody.
 * Left to itself it would tell every first user of a database of its steps, on the console even where there is no logging.
 */
final class MigrationLog implements Log {
    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    @Override
    public void debug(String message) {
        LOG.trace("{}", message);
    }

    @Override
    public void info(String message) {
        LOG.debug("{}", message);
    }

    @Override
    public void notice(String message) {
        LOG.debug("{}", message);
    }

    @Override
    public void warn(String message) {
        LOG.warn("{}", message);
    }

    @Override
    public void error(String message) {
        LOG.error("{}", message);
    }

    @Override
    public void error(String message, Exception failure) {
        LOG.error("{}", message, failure);
    }
}
