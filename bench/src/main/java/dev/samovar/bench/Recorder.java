package dev.samovar.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that keeps the last request as it came, and answers in the name of the model asked. */
final class Recorder implements AutoCloseable {

  private static final Pattern MODEL = Pattern.compile("\"model\" *: *\"([^\"]*)\"");

  private final HttpServer server;
  private volatile Request last;

  /**
   * A request.
   *
   * @param headers by their names in lower case; of several of one name the last
   */
  record Request(Map<String, String> headers, String body) {

    /** The first model that the body names; the empty string where it names none. */
    String model() {
      return modelOf(body);
    }

    /** Reads the text of a whole HTTP/1.1 request. */
    static Request of(String text) {
      int end = text.indexOf("\r\n\r\n");
      Map<String, String> headers = new LinkedHashMap<>();
      for (String line : text.substring(0, end).split("\r\n")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          headers.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
      }
      boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
      return new Request(headers, chunked ? EventByEvent.payload(text) : text.substring(end + 4));
    }
  }

  private Recorder() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext("/", this::answer);
  }

  static Recorder start() {
    try {
      Recorder recorder = new Recorder();
      recorder.server.start();
      return recorder;
    } catch (IOException e) {
      throw new BenchException("127.0.0.1: cannot be listened on: " + e.getMessage(), e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The last request, or {@code null}. */
  Request last() {
    return last;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** The first model that a JSON text names; the empty string where it names none. */
  static String modelOf(String text) {
    Matcher model = MODEL.matcher(text);
    return model.find() ? model.group(1) : "";
  }

  private void answer(HttpExchange call) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    call.getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(Locale.ROOT), values.get(values.size() - 1)));
    try (InputStream in = call.getRequestBody()) {
      last = new Request(headers, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    byte[] body = Upstream.answer(last.model()).getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("content-type", "application/json");
    call.sendResponseHeaders(200, body.length);
    try (OutputStream out = call.getResponseBody()) {
      out.write(body);
    }
  }
}
