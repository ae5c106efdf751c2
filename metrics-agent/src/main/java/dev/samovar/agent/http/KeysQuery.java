package dev.samovar.agent.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@code prefix=…&keys=ka,kb} asks for. Commas separate keys before percent-decoding, so a key
 * may hold any character; a plus is a plus; empty keys are passed over; several {@code keys} add
 * up.
 *
 * @param prefix begins with the allowed prefix
 * @param keys in the order asked, each once, at most {@value #MAX_KEYS}
 */
record KeysQuery(String prefix, List<String> keys) {
  static final int MAX_KEYS = 4096;
  static final int MAX_QUERY_CHARS = 64 * 1024;

  KeysQuery {
    keys = List.copyOf(keys);
  }

  /**
   * Reads a raw query.
   *
   * @throws RequestException 400 for a malformed one or too many keys, 403 for a prefix that is not
   *     allowed, 414 for one over 64 KiB
   */
  static KeysQuery parse(String rawQuery, String allowedPrefix) {
    if (rawQuery.length() > MAX_QUERY_CHARS) {
      throw tooLong();
    }
    String prefix = allowedPrefix;
    Set<String> keys = new LinkedHashSet<>();
    for (String pair : rawQuery.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (name.equals("prefix")) {
        prefix = decode("prefix", value);
      } else if (name.equals("keys")) {
        addKeys(value, keys);
      }
    }
    if (!prefix.startsWith(allowedPrefix)) {
      throw new RequestException(
          403, "prefix_not_allowed", "prefix", "prefix: must begin with " + allowedPrefix);
    }
    return new KeysQuery(prefix, List.copyOf(keys));
  }

  static RequestException tooLong() {
    return new RequestException(
        414, "query_too_long", null, "query: must be at most " + MAX_QUERY_CHARS + " bytes");
  }

  private static void addKeys(String list, Set<String> keys) {
    for (String raw : list.split(",")) {
      if (!raw.isEmpty()) {
        keys.add(decode("keys", raw));
      }
      if (keys.size() > MAX_KEYS) {
        throw new RequestException(
            400, "too_many_keys", "keys", "keys: must be at most " + MAX_KEYS);
      }
    }
  }

  private static String decode(String param, String raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length() * 3);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
      int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw malformed(param);
      }
      bytes.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw malformed(param);
    }
  }

  private static RequestException malformed(String param) {
    return new RequestException(
        400, "malformed_query", param, param + ": must be percent-encoded UTF-8");
  }
}
