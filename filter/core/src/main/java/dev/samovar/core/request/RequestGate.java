package dev.samovar.core.request;

import dev.samovar.core.config.Settings;
import dev.samovar.core.text.Ascii;
import dev.samovar.core.text.Utf8;
import java.util.List;

/**
 * Tells from a request's head whether its body is to be read: only POSTs of JSON or forms on the
 * LLM paths are.
 *
 * <p>Header values are looked at where they lie, from one place to before another, since every
 * request of the proxy passes here.
 */
public final class RequestGate {
  private static final byte[] APPLICATION = Utf8.encode("application/");
  private static final byte[] FORM = Utf8.encode("multipart/form-data");
  private static final byte[] JSON = Utf8.encode("application/json");
  private static final byte[] PLUS_JSON = Utf8.encode("+json");

  private final Settings settings;
  private final byte[][] suffixes;
  private final boolean any;

  /** A gate for the requests of these settings. */
  public RequestGate(Settings settings) {
    this.settings = settings;
    List<String> configured = settings.pathSuffixes();
    suffixes = new byte[configured.size()][];
    for (int i = 0; i < suffixes.length; i++) {
      suffixes[i] = Utf8.encode(configured.get(i));
    }
    any = configured.contains("*");
  }

  /** True where the path, its query left out, ends with a configured suffix. */
  public boolean isOurPath(byte[] text, int from, int to) {
    if (any) {
      return true;
    }
    int end = from;
    while (end < to && text[end] != '?' && text[end] != '#') {
      end++;
    }
    for (byte[] suffix : suffixes) {
      int start = end - suffix.length;
      if (start >= from && is(suffix, text, start)) {
        return true;
      }
    }
    return false;
  }

  /** True for {@code multipart/form-data}, whatever follows it. */
  public static boolean isForm(byte[] text, int from, int to) {
    int start = from;
    while (start < to && isSpace(text[start])) {
      start++;
    }
    return to - start >= FORM.length && isAnyCase(FORM, text, start);
  }

  /** True for {@code application/json} and {@code application/…+json}, whatever follows it. */
  public static boolean isJson(byte[] text, int from, int to) {
    int start = from;
    int end = from;
    while (end < to && text[end] != ';') {
      end++;
    }
    while (start < end && isSpace(text[start])) {
      start++;
    }
    while (end > start && isSpace(text[end - 1])) {
      end--;
    }
    int length = end - start;
    return length == JSON.length && isAnyCase(JSON, text, start)
        || length > APPLICATION.length + PLUS_JSON.length
            && isAnyCase(APPLICATION, text, start)
            && isAnyCase(PLUS_JSON, text, end - PLUS_JSON.length);
  }

  /**
   * What is wrong with the head of a request that is ours, or {@code null}.
   *
   * @param contentEncoding or {@code null}
   * @param contentLength as {@link #length} read it, -1 where there is none
   * @param endOfStream true where no body follows
   */
  public ApiError check(String contentEncoding, long contentLength, boolean endOfStream) {
    if (contentEncoding != null
        && !contentEncoding.isEmpty()
        && !Ascii.equalsIgnoringCase(contentEncoding, "identity")) {
      return ApiError.unsupportedEncoding(contentEncoding);
    }
    if (endOfStream) {
      return ApiError.invalidJson("body: empty; expected a JSON object with a model");
    }
    if (contentLength > settings.maxBodyBytes()) {
      return ApiError.bodyTooLarge(settings.maxBodyBytes());
    }
    return null;
  }

  /** The number, capped; -1 where it is none. */
  public static long length(byte[] digits, int from, int to) {
    long out = 0;
    for (int i = from; i < to; i++) {
      int c = digits[i];
      if (c < '0' || c > '9') {
        return -1;
      }
      out = Math.min(out * 10 + (c - '0'), Long.MAX_VALUE / 20);
    }
    return out;
  }

  private static boolean isSpace(byte c) {
    return c >= 0 && c <= ' ';
  }

  private static boolean is(byte[] wanted, byte[] text, int at) {
    // From the end, where paths differ.
    for (int i = wanted.length - 1; i >= 0; i--) {
      if (text[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** {@code wanted} has no other letters than small ones. */
  private static boolean isAnyCase(byte[] wanted, byte[] text, int at) {
    for (int i = 0; i < wanted.length; i++) {
      if (Ascii.lower((char) (text[at + i] & 0xff)) != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
