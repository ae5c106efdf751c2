package dev.samovar.llmsim.openai;

/** Error bodies, in OpenAI's shape, or in Anthropic's for its own call. */
public final class Errors {
  private Errors() {}

  /** An error of {@code api}; {@code api} and {@code param} may be {@code null}. */
  public static byte[] of(Api api, int status, String message, String param) {
    return api == Api.MESSAGES ? anthropic(status, message) : openai(status, message, param);
  }

  private static byte[] openai(int status, String message, String param) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("error");
          json.writeStringField("message", message);
          json.writeStringField("type", type(status));
          json.writeStringField("param", param);
          json.writeStringField("code", code(status));
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static byte[] anthropic(int status, String message) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "error");
          json.writeObjectFieldStart("error");
          json.writeStringField("type", anthropicType(status));
          json.writeStringField("message", message);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> status >= 500 ? "server_error" : "invalid_request_error";
    };
  }

  private static String code(int status) {
    return switch (status) {
      case 404 -> "not_found";
      case 405 -> "method_not_allowed";
      case 413 -> "body_too_large";
      case 415 -> "unsupported_encoding";
      case 429 -> "rate_limit_exceeded";
      default -> null;
    };
  }

  private static String anthropicType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 529 -> "overloaded_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }
}
