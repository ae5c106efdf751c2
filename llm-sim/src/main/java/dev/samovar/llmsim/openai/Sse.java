package dev.samovar.llmsim.openai;

import java.nio.charset.StandardCharsets;

/** Server-sent events around JSON. */
final class Sse {
  static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private Sse() {}

  static byte[] data(Json.Part part) {
    return frame("data: ", Json.bytes(part));
  }

  static byte[] event(String name, Json.Part part) {
    return frame("event: " + name + "\ndata: ", Json.bytes(part));
  }

  private static byte[] frame(String before, byte[] json) {
    byte[] start = before.getBytes(StandardCharsets.US_ASCII);
    byte[] framed = new byte[start.length + json.length + 2];
    System.arraycopy(start, 0, framed, 0, start.length);
    System.arraycopy(json, 0, framed, start.length, json.length);
    framed[framed.length - 2] = '\n';
    framed[framed.length - 1] = '\n';
    return framed;
  }
}
