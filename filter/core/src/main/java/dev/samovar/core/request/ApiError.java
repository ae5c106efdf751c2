package dev.samovar.core.request;

import dev.samovar.core.json.JsonText;

/**
 * An error that a client gets, in OpenAI's shape.
 *
 * @param status HTTP status
 * @param type OpenAI's class of error
 * @param code machine-readable name
 * @param param the field that is wrong, or {@code null}
 * @param message what is wrong and what would be right
 */
public record ApiError(int status, String type, String code, String param, String message) {
  private static final String INVALID_REQUEST = "invalid_request_error";

  /** The body is not JSON, or not an object: 400. */
  public static ApiError invalidJson(String message) {
    return new ApiError(400, INVALID_REQUEST, "invalid_json", null, message);
  }

  /** The body is no form as its content type says: 400. */
  public static ApiError invalidForm(String message) {
    return new ApiError(400, INVALID_REQUEST, "invalid_multipart", null, message);
  }

  /** {@code model} is missing or no usable name: 400. */
  public static ApiError invalidModel(String message) {
    return new ApiError(400, INVALID_REQUEST, "invalid_model", "model", message);
  }

  /** No rule has the model: 404. Without a name it is the request that no rule has. */
  public static ApiError modelNotFound(String model) {
    return new ApiError(
        404,
        INVALID_REQUEST,
        "model_not_found",
        "model",
        model == null
            ? "model: this gateway has no rule for the request"
            : "model: " + model + " is not known here, or not for this request");
  }

  /** The body is larger than the configuration allows: 413. */
  public static ApiError bodyTooLarge(long maxBytes) {
    return new ApiError(
        413,
        INVALID_REQUEST,
        "body_too_large",
        null,
        "body: larger than the " + maxBytes + " bytes that this gateway reads");
  }

  /** The body is compressed in a way that nothing before the filter undid: 415. */
  public static ApiError unsupportedEncoding(String encoding) {
    return new ApiError(
        415,
        INVALID_REQUEST,
        "unsupported_content_encoding",
        null,
        "content-encoding: "
            + encoding
            + " is not readable here; send the body as identity or gzip");
  }

  /** The answer's body. */
  public String toJson() {
    return "{\"error\":{\"message\":"
        + JsonText.quote(message)
        + ",\"type\":"
        + JsonText.quote(type)
        + ",\"param\":"
        + (param == null ? "null" : JsonText.quote(param))
        + ",\"code\":"
        + JsonText.quote(code)
        + "}}";
  }
}
