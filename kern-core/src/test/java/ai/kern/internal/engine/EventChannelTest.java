package ai.kern.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.event.EventHeader;
import ai.kern.event.EventOwner;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.run.RunnerKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("STR-2")
class EventChannelTest {
    private static final int READERS = 4;
    private static final int WRITERS = 4;
    private static final int EACH = 2_000;

    private final EventChannel channel = new EventChannel();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static RunEvent event(long sequence) {
        EventOwner owner = new EventOwner(RunnerKind.AGENT, "files", List.of("files"));
        return new RunEvent.RunStarted(new EventHeader(owner, "run", Optional.empty(), Instant.EPOCH, sequence));
    }

    private void tell(int events) {
        for (int number = 0; number < events; number++) {
            channel.tell(EventChannelTest::event);
        }
    }

    private static List<Long> readAll(EventChannel.Reader reader) {
        List<Long> read = new ArrayList<>();
        for (Optional<RunEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
            read.add(next.get().header().sequence());
        }
        return read;
    }

    private static List<Long> sequence(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void everyReaderGetsEveryEventInOrderHoweverManyTell() throws Exception {
        List<Future<List<Long>>> read = new ArrayList<>();
        for (int number = 0; number < READERS; number++) {
            EventChannel.Reader reader = channel.readAfter(0).orElseThrow();
            read.add(threads.submit(() -> readAll(reader)));
        }
        List<Future<?>> told = new ArrayList<>();
        for (int number = 0; number < WRITERS; number++) {
            told.add(threads.submit(() -> tell(EACH)));
        }
        for (Future<?> done : told) {
            done.get(30, TimeUnit.SECONDS);
        }
        channel.end();

        for (Future<List<Long>> all : read) {
            assertThat(all.get(30, TimeUnit.SECONDS)).isEqualTo(sequence(1, WRITERS * EACH));
        }
    }

    @Test
    void aReaderThatIsClosedHoldsNobodyUp() throws Exception {
        EventChannel.Reader reader = channel.readAfter(0).orElseThrow();
        Future<?> told = threads.submit(() -> tell(2 * RunStream.BUFFERED));

        reader.close();

        told.get(30, TimeUnit.SECONDS);
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void theLastEventsAreKeptForWhoComesLaterAndNoMore() {
        tell(10 * RunStream.BUFFERED);
        channel.end();

        assertThat(channel.readAfter(9 * RunStream.BUFFERED - 1)).isEmpty();
        assertThat(readAll(channel.readAfter(9 * RunStream.BUFFERED).orElseThrow()))
                .isEqualTo(sequence(9 * RunStream.BUFFERED + 1, 10 * RunStream.BUFFERED));
        assertThat(channel.readAfter(10 * RunStream.BUFFERED + 1)).isEmpty();
    }

    @Test
    void whatNobodyWaitsForStaysReadableAndIsDroppedAsItIsRead() {
        EventChannel.Reader reader = channel.readAfter(0).orElseThrow();
        channel.relax();
        tell(10 * RunStream.BUFFERED);
        channel.end();

        assertThat(readAll(reader)).isEqualTo(sequence(1, 10 * RunStream.BUFFERED));
        assertThat(channel.readAfter(9 * RunStream.BUFFERED - 1)).isEmpty();
        assertThat(channel.readAfter(9 * RunStream.BUFFERED)).isPresent();
    }

    @Test
    void anEventThatCannotBeMadeLeavesNoGap() {
        EventChannel.Reader reader = channel.readAfter(0).orElseThrow();
        tell(1);

        assertThatThrownBy(() -> channel.tell(sequence -> {
                    throw new IllegalArgumentException("no event");
                }))
                .hasMessage("no event");

        tell(1);
        channel.end();
        assertThat(readAll(reader)).isEqualTo(sequence(1, 2));
    }
}
