package dev.samovar.filter;

import dev.samovar.core.request.ApiError;
import dev.samovar.core.request.ModelSpans;
import dev.samovar.core.request.MultipartScanner;
import dev.samovar.core.request.RequestBody;
import dev.samovar.core.request.RequestFeatures;
import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HostException;
import dev.samovar.proxywasm.Status;

/**
 * Reads the buffered request body window by window and writes another model into it.
 *
 * <p>The host can only replace the beginning of a buffer and append to its end. A model near the
 * front is replaced together with what stands before it; one further back is reached by turning the
 * body round once through the window, front to end, so that the Java heap never holds more than a
 * window.
 */
final class BodyEditor {
  private static final byte[] NOTHING = new byte[0];

  private final Host host;
  private final Window window;
  private final RequestBody scanner;
  private int arrived;

  /**
   * @param scanner at its beginning; it belongs to the editor from now on
   */
  BodyEditor(Host host, Window window, RequestBody scanner) {
    this.host = host;
    this.window = window;
    this.scanner = scanner;
  }

  RequestBody scanner() {
    return scanner;
  }

  /**
   * So many bytes are buffered. They are scanned a full window at a time, as each read of a buffer
   * costs the same however little it brings; answers what is wrong with them, or null.
   */
  ApiError arrived(int size) {
    arrived = size;
    return scan(window.bytes.length);
  }

  /** The body is complete; answers what is wrong with it, or null. */
  ApiError finish() {
    if (scan(1) == null) {
      scanner.finish();
    }
    return scanner.error();
  }

  /** Scans on while at least so many bytes are left. */
  private ApiError scan(int least) {
    while (arrived - scanner.position() >= least && scanner.error() == null) {
      int from = scanner.position();
      int want = Math.min(arrived - from, window.bytes.length);
      int got = host.readBuffer(BufferType.HTTP_REQUEST_BODY, from, window.bytes, 0, want);
      window.holds(from == 0 ? this : null, got);
      if (got <= 0) {
        throw new HostException("proxy_get_buffer_bytes", Status.NOT_FOUND);
      }
      scanner.feed(window.bytes, 0, got);
    }
    return scanner.error();
  }

  /** Bytes that have arrived. */
  int size() {
    return arrived;
  }

  /** What the body says of itself. */
  RequestFeatures features() {
    return scanner.features();
  }

  /** The client's model. */
  String model() {
    return scanner.model();
  }

  /**
   * Writes the model over every one that was found, as the body's format wants it.
   *
   * @return the new length of the body
   */
  int replaceModel(ActiveSettings.UpstreamModel model) {
    byte[] quoted = scanner instanceof MultipartScanner ? model.plain() : model.quoted();
    ModelSpans spans = scanner.spans();
    int length = scanner.position();
    int newLength = length;
    for (int i = 0; i < spans.count(); i++) {
      newLength += quoted.length - (spans.end(i) - spans.start(i));
    }
    int last = spans.end(spans.count() - 1);
    int front = last + newLength - length;
    boolean held = window.has(this, spans.start(0));
    // First, as a host may refuse what follows.
    window.holds(null, 0);
    if (last <= window.bytes.length && front <= window.bytes.length) {
      replaceFront(spans, quoted, last, held);
    } else {
      turnRound(spans, quoted, length);
    }
    return newLength;
  }

  private void replaceFront(ModelSpans spans, byte[] quoted, int last, boolean held) {
    int first = spans.start(0);
    if (spans.count() == 1) {
      // The tail of the front is the old value, which the new one overwrites.
      if (!held) {
        read(0, first);
      }
      System.arraycopy(quoted, 0, window.bytes, first, quoted.length);
      write(0, last, window.bytes, first + quoted.length);
      return;
    }
    byte[] old = new byte[last];
    host.readBuffer(BufferType.HTTP_REQUEST_BODY, 0, old, 0, last);
    int from = 0;
    int to = 0;
    for (int i = 0; i < spans.count(); i++) {
      int before = spans.start(i) - from;
      System.arraycopy(old, from, window.bytes, to, before);
      to += before;
      System.arraycopy(quoted, 0, window.bytes, to, quoted.length);
      to += quoted.length;
      from = spans.end(i);
    }
    write(0, last, window.bytes, to);
  }

  private void turnRound(ModelSpans spans, byte[] quoted, int length) {
    int done = 0;
    for (int i = 0; i < spans.count(); i++) {
      move(spans.start(i) - done);
      write(0, spans.end(i) - spans.start(i), NOTHING, 0);
      write(Integer.MAX_VALUE, 0, quoted, quoted.length);
      done = spans.end(i);
    }
    move(length - done);
  }

  /** Moves bytes from the front of the buffer to its end. */
  private void move(int count) {
    int left = count;
    while (left > 0) {
      int piece = Math.min(left, window.bytes.length);
      read(0, piece);
      write(0, piece, NOTHING, 0);
      write(Integer.MAX_VALUE, 0, window.bytes, piece);
      left -= piece;
    }
  }

  private void read(int start, int count) {
    if (count > 0
        && host.readBuffer(BufferType.HTTP_REQUEST_BODY, start, window.bytes, 0, count) != count) {
      throw new HostException("proxy_get_buffer_bytes", Status.NOT_FOUND);
    }
  }

  private void write(int start, int length, byte[] data, int count) {
    Status status = host.writeBuffer(BufferType.HTTP_REQUEST_BODY, start, length, data, 0, count);
    if (status != Status.OK) {
      throw new HostException("proxy_set_buffer_bytes", status);
    }
  }
}
