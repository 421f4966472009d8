package ai.kern.specs.support;

import ai.kern.testkit.Fault;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Set;

/** Keeps from the console what a process says of its death where a test lets it die, and nothing else. */
public final class QuietDeaths extends Filter<ILoggingEvent> {
    private static final Set<String> PLANNED = Set.of(ProcessDied.class.getName(), Fault.EngineStop.class.getName());

    @Override
    public FilterReply decide(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown != null && PLANNED.contains(thrown.getClassName()) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
