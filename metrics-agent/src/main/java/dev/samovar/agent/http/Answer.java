package dev.samovar.agent.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A whole answer; the body's length is its content length. */
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
  public static final String JSON = "application/json";

  public Answer {
    headers = Map.copyOf(headers);
  }

  public static Answer json(int status, String json) {
    return new Answer(status, JSON, Map.of(), json.getBytes(StandardCharsets.UTF_8));
  }

  public Answer with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, more, body);
  }

  /**
   * An error in OpenAI's shape.
   *
   * @param param the parameter that is wrong, or null
   */
  public static Answer error(int status, String code, String param, String message) {
    String type = status < 500 ? "invalid_request_error" : "server_error";
    return json(
        status,
        "{\"error\":{\"message\":"
            + Json.text(message)
            + ",\"type\":\""
            + type
            + "\",\"param\":"
            + (param == null ? "null" : Json.text(param))
            + ",\"code\":\""
            + code
            + "\"}}");
  }
}
