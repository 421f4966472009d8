package ai.kern.models.openai;

import java.io.IOException;
import okio.Buffer;
import okio.ByteString;
import okio.ForwardingSource;
import okio.Source;

/**
 * The bytes of an event stream as its reader knows them: no longer than they may be, without a byte order mark, each line ended
 * by a line feed whatever the server ended it with (CR LF, LF or CR, as the specification has it), and with an empty line at the
 * end, so that an event counts that the server sent without one.
 */
final class EventBytes extends ForwardingSource {
    private static final ByteString BYTE_ORDER_MARK = ByteString.decodeHex("efbbbf");
    private static final byte CARRIAGE_RETURN = '\r';
    private static final byte LINE_FEED = '\n';

    private final int largest;
    private final Buffer arrived = new Buffer();
    private long total;
    private boolean begun;
    private boolean lineEndedByReturn;
    private boolean ended;

    /**
     * @param largest the longest stream, in bytes
     */
    EventBytes(Source events, int largest) {
        super(events);
        this.largest = largest;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
        long before = sink.size();
        while (sink.size() == before) {
            long count = super.read(arrived, byteCount);
            if (count < 0) {
                return end(sink);
            }
            total += count;
            if (total > largest) {
                throw new AnswerTooLargeException(largest);
            }
            if (begun || hasBegun()) {
                writeLines(sink);
            }
        }
        return sink.size() - before;
    }

    private long end(Buffer sink) throws IOException {
        if (ended) {
            return -1;
        }
        ended = true;
        long before = sink.size();
        writeLines(sink);
        sink.writeUtf8("\n\n");
        return sink.size() - before;
    }

    /** Whether enough has arrived to know that there is no byte order mark; drops one that is there. */
    private boolean hasBegun() throws IOException {
        if (arrived.rangeEquals(0, BYTE_ORDER_MARK)) {
            arrived.skip(BYTE_ORDER_MARK.size());
            begun = true;
        } else {
            int known = (int) Math.min(arrived.size(), BYTE_ORDER_MARK.size());
            begun = !arrived.rangeEquals(0, BYTE_ORDER_MARK, 0, known);
        }
        return begun;
    }

    private void writeLines(Buffer sink) throws IOException {
        skipRestOfLineEnd();
        for (long end = arrived.indexOf(CARRIAGE_RETURN); end >= 0; end = arrived.indexOf(CARRIAGE_RETURN)) {
            sink.write(arrived, end);
            sink.writeByte(LINE_FEED);
            arrived.skip(1);
            lineEndedByReturn = true;
            skipRestOfLineEnd();
        }
        sink.write(arrived, arrived.size());
    }

    /** A line feed after a carriage return ends the same line, which has ended already. */
    private void skipRestOfLineEnd() throws IOException {
        if (lineEndedByReturn && !arrived.exhausted()) {
            lineEndedByReturn = false;
            if (arrived.getByte(0) == LINE_FEED) {
                arrived.skip(1);
            }
        }
    }
}
