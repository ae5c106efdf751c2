package dev.samovar.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Redis URI as users give it; {@link #toString} never shows the password. What is refused is not
 * shown at all: where the host is missing, nobody can tell what was meant to be secret.
 *
 * @param origin where it came from, for errors: {@code --redis-uri} or {@code REDIS_URI}
 * @param text the URI with its credentials
 */
record RedisUri(String origin, String text) {

  private static final Pattern SCHEME =
      Pattern.compile("(redis|rediss|redis-sentinel|rediss-sentinel|redis\\+(ssl|tls))://.*");
  private static final Pattern SOCKET = Pattern.compile("redis[-+]socket://.*");
  private static final Pattern NODE =
      Pattern.compile("(?<host>\\[[0-9A-Fa-f:.%]+]|[^\\[\\]:\\s]*)(:(?<port>.*))?");
  private static final String FORM =
      "such as redis://127.0.0.1:6379 or redis://:password@host:6379";

  RedisUri {
    int start = text.indexOf("://") + 3;
    String rest = start < 3 ? "" : text.substring(Math.max(start, text.lastIndexOf('@') + 1));
    if (SOCKET.matcher(text).matches()) {
      if (!rest.startsWith("/")) {
        throw wrong(origin, "names no path; expected one such as redis-socket:///run/redis.sock");
      }
    } else if (SCHEME.matcher(text).matches()) {
      for (String node : rest.split("[/?#]", 2)[0].split(",", -1)) {
        check(origin, node);
      }
    } else {
      throw wrong(origin, "is no Redis URI, " + FORM);
    }
  }

  private static void check(String origin, String node) {
    Matcher matcher = NODE.matcher(node);
    if (!matcher.matches()) {
      throw wrong(origin, "names a host that cannot be one; expected a URI " + FORM);
    }
    if (matcher.group("host").isEmpty()) {
      throw wrong(origin, "names no host; expected a URI " + FORM);
    }
    String port = matcher.group("port");
    // Nine digits fit an int.
    if (port != null
        && (!port.matches("[0-9]{1,9}")
            || Integer.parseInt(port) < 1
            || Integer.parseInt(port) > 65_535)) {
      throw wrong(origin, "has a port that is not a number from 1 to 65535");
    }
  }

  private static LauncherException wrong(String origin, String what) {
    return new LauncherException(origin + ": " + what);
  }

  @Override
  public String toString() {
    int scheme = text.indexOf("://");
    int at = text.lastIndexOf('@');
    return at < 0 ? text : text.substring(0, scheme + 3) + "****" + text.substring(at);
  }
}
