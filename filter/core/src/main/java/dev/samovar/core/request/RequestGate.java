package dev.samovar.core.request;

import dev.samovar.core.config.Settings;
import dev.samovar.core.text.Ascii;

/**
 * Tells from a request's head whether its body is to be read: only JSON POSTs on the LLM paths are.
 */
public final class RequestGate {
  private RequestGate() {}

  /** True where the path, its query left out, ends with a configured suffix. */
  public static boolean isOurPath(Settings settings, String path) {
    int end = path.length();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '?' || c == '#') {
        end = i;
        break;
      }
    }
    for (String suffix : settings.pathSuffixes()) {
      int start = end - suffix.length();
      if (suffix.equals("*") || start >= 0 && path.startsWith(suffix, start)) {
        return true;
      }
    }
    return false;
  }

  /** True for {@code application/json} and {@code application/…+json}, whatever follows it. */
  public static boolean isJson(String contentType) {
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    String media = (end < 0 ? contentType : contentType.substring(0, end)).trim();
    return Ascii.equalsIgnoringCase(media, "application/json")
        || media.length() > 17
            && Ascii.matchesAt(media, 0, "application/")
            && Ascii.matchesAt(media, media.length() - 5, "+json");
  }

  /**
   * What is wrong with the head of a request that is ours, or {@code null}.
   *
   * @param contentEncoding or {@code null}
   * @param contentLength or {@code null}
   * @param endOfStream true where no body follows
   */
  public static ApiError check(
      Settings settings, String contentEncoding, String contentLength, boolean endOfStream) {
    if (contentEncoding != null
        && !contentEncoding.isEmpty()
        && !Ascii.equalsIgnoringCase(contentEncoding, "identity")) {
      return ApiError.unsupportedEncoding(contentEncoding);
    }
    if (endOfStream) {
      return ApiError.invalidJson("body: empty; expected a JSON object with a model");
    }
    if (contentLength != null && length(contentLength) > settings.maxBodyBytes()) {
      return ApiError.bodyTooLarge(settings.maxBodyBytes());
    }
    return null;
  }

  /** The number, capped; -1 where it is none. */
  private static long length(String digits) {
    long out = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      out = Math.min(out * 10 + (c - '0'), Long.MAX_VALUE / 20);
    }
    return out;
  }
}
