package dev.samovar.llmsim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that says what it is told, byte by byte; every read has a deadline of a minute. */
final class Wire implements AutoCloseable {
  private final Socket socket;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
  }

  /** One whole answer: its headers as one text, its body without chunk frames. */
  record Reply(int status, String head, String body, boolean complete) {}

  Wire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  Wire send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  Wire post(String path, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return send(
        "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n" + body);
  }

  Wire get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  /** Reads up to and with {@code end}, or to the end of the stream. */
  String until(String end) throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    byte[] last = end.getBytes(StandardCharsets.UTF_8);
    InputStream in = socket.getInputStream();
    int matched = 0;
    while (matched < last.length) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      seen.write(next);
      matched = next == last[matched] ? matched + 1 : next == last[0] ? 1 : 0;
    }
    return seen.toString(StandardCharsets.UTF_8);
  }

  Reply read() throws IOException {
    String head = until("\r\n\r\n");
    if (head.isEmpty()) {
      return new Reply(0, "", "", false);
    }
    int status = Integer.parseInt(head.split(" ")[1]);
    if (head.contains("transfer-encoding: chunked")) {
      return chunked(status, head);
    }
    int length =
        head.lines()
            .filter(line -> line.startsWith("content-length: "))
            .mapToInt(line -> Integer.parseInt(line.substring(16)))
            .findFirst()
            .orElse(Integer.MAX_VALUE);
    byte[] body = socket.getInputStream().readNBytes(length);
    return new Reply(status, head, new String(body, StandardCharsets.UTF_8), body.length == length);
  }

  private Reply chunked(int status, String head) throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      String size = until("\r\n").strip();
      if (size.isEmpty()) {
        return new Reply(status, head, body.toString(), false);
      }
      int length = Integer.parseInt(size, 16);
      byte[] chunk = socket.getInputStream().readNBytes(length);
      body.append(new String(chunk, StandardCharsets.UTF_8));
      until("\r\n");
      if (length == 0) {
        return new Reply(status, head, body.toString(), true);
      }
    }
  }

  /** Ends the connection with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
