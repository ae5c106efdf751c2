package dev.samovar.filter;

import dev.samovar.core.response.ModelRestorer;
import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HostException;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.Status;

/** Writes the client's model over the upstream's in an answer, piece by piece. */
final class AnswerEditor {
  private final Window window;
  private final ModelRestorer restorer;

  private AnswerEditor(Window window, ModelRestorer restorer) {
    this.window = window;
    this.restorer = restorer;
  }

  /**
   * The editor of the answer whose headers are at hand; {@code null} for one that is compressed, or
   * neither JSON nor a stream of events.
   *
   * @param window where a piece that fits is read to
   * @param upstream the upstream's model as a JSON string
   * @param client the client's, likewise
   */
  static AnswerEditor of(Host host, Window window, byte[] upstream, byte[] client) {
    String type = header(host, Names.CONTENT_TYPE);
    String encoding = header(host, Names.CONTENT_ENCODING);
    boolean readable = type.startsWith("application/json") || type.startsWith("text/event-stream");
    if (!readable || !(encoding.isEmpty() || encoding.equals("identity"))) {
      return null;
    }
    host.removeHeader(MapType.HTTP_RESPONSE_HEADERS, Names.CONTENT_LENGTH);
    return new AnswerEditor(window, new ModelRestorer(upstream, client));
  }

  /** Edits what has come of the body. */
  void edit(Host host, int size, boolean last) {
    byte[] piece = window.bytes;
    int held = restorer.held();
    if (held + size > piece.length) {
      piece = new byte[held + size];
    } else {
      window.holds(null, 0);
    }
    int got = host.readBuffer(BufferType.HTTP_RESPONSE_BODY, 0, piece, held, size);
    int length = restorer.feed(piece, Math.max(0, got), last);
    if (length == ModelRestorer.UNCHANGED) {
      return;
    }
    // Of the front alone: the proxy puts what is not longer into the place of the old.
    Status status =
        host.writeBuffer(
            BufferType.HTTP_RESPONSE_BODY, 0, restorer.front(), restorer.bytes(), 0, length);
    if (status != Status.OK) {
      throw new HostException("proxy_set_buffer_bytes", status);
    }
  }

  private static String header(Host host, byte[] name) {
    byte[] value = host.header(MapType.HTTP_RESPONSE_HEADERS, name);
    return value == null ? "" : Names.text(value);
  }
}
