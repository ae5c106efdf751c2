package dev.samovar.filter;

import dev.samovar.core.request.ApiError;
import dev.samovar.core.request.RequestGate;
import dev.samovar.core.text.Utf8;
import dev.samovar.proxywasm.HeaderTable;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.MapType;

/**
 * The head of the request at hand, fetched by one call and looked at where it lies; one object
 * serves one worker, until its next request.
 */
final class Head {
  private static final byte[] POST = Names.utf8("POST");

  private final HeaderTable table = new HeaderTable();

  /** False where there is none. */
  boolean load(Host host) {
    return table.load(host, MapType.HTTP_REQUEST_HEADERS);
  }

  boolean has(byte[] name) {
    return table.find(name) >= 0;
  }

  /** A header's value, or {@code null}. */
  byte[] value(byte[] name) {
    return table.value(name);
  }

  /** Whether the body is one to be read. */
  boolean isOurs(RequestGate gate) {
    int path = table.find(Names.PATH);
    int type = table.find(Names.CONTENT_TYPE);
    return path >= 0
        && type >= 0
        && gate.isOurPath(table.bytes(), table.start(path), table.end(path))
        && isPost(table.find(Names.METHOD))
        && (RequestGate.isJson(table.bytes(), table.start(type), table.end(type)) || isForm());
  }

  /** Whether the body is a form; anything else that is ours is JSON. */
  boolean isForm() {
    int type = table.find(Names.CONTENT_TYPE);
    return RequestGate.isForm(table.bytes(), table.start(type), table.end(type));
  }

  /** What is wrong with a request that is ours, or {@code null}. */
  ApiError check(RequestGate gate, boolean endOfStream) {
    int encoding = table.find(Names.CONTENT_ENCODING);
    int length = table.find(Names.CONTENT_LENGTH);
    return gate.check(
        encoding < 0 ? null : text(encoding),
        length < 0 ? -1 : RequestGate.length(table.bytes(), table.start(length), table.end(length)),
        endOfStream);
  }

  private boolean isPost(int method) {
    if (method < 0 || table.end(method) - table.start(method) != POST.length) {
      return false;
    }
    for (int i = 0; i < POST.length; i++) {
      if (table.bytes()[table.start(method) + i] != POST[i]) {
        return false;
      }
    }
    return true;
  }

  private String text(int place) {
    int start = table.start(place);
    return Utf8.decode(table.bytes(), start, table.end(place) - start);
  }
}
