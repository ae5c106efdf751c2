package dev.samovar.llmsim.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A whole answer; the server adds {@code content-length} and {@code connection}. */
public record Response(int status, List<Header> headers, byte[] body) {
  public static Response json(int status, byte[] body) {
    return new Response(status, List.of(new Header("content-type", "application/json")), body);
  }

  public static Response text(int status, String contentType, String body) {
    return new Response(
        status,
        List.of(new Header("content-type", contentType)),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
