package dev.samovar.llmsim.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The bytes around an answer's body: status line, headers, chunk frames. */
final class ResponseHead {
  static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private ResponseHead() {}

  /**
   * Status line and headers. {@code length} is that of the body; -1 says chunked, -2 says that the
   * end of the connection ends it.
   */
  static byte[] of(int status, List<Header> headers, long length, boolean keepAlive) {
    StringBuilder text = new StringBuilder(256);
    text.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
    for (Header header : headers) {
      text.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    if (length >= 0) {
      text.append("content-length: ").append(length).append("\r\n");
    } else if (length == -1) {
      text.append("transfer-encoding: chunked\r\n");
    }
    if (!keepAlive) {
      text.append("connection: close\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] chunk(byte[] body) {
    byte[] size = (Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] framed = new byte[size.length + body.length + 2];
    System.arraycopy(size, 0, framed, 0, size.length);
    System.arraycopy(body, 0, framed, size.length, body.length);
    framed[framed.length - 2] = '\r';
    framed[framed.length - 1] = '\n';
    return framed;
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> "Status";
    };
  }
}
