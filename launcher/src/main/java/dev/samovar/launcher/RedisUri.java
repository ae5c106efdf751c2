package dev.samovar.launcher;

/** A Redis URI as users give it; {@link #toString} never shows the password. */
record RedisUri(String text) {

  RedisUri {
    if (!text.matches("redis(s|-sentinel|-socket)?(\\+\\w+)?://.+|rediss\\+\\w+://.+")) {
      throw new LauncherException(
          "--redis-uri: " + mask(text) + " is no Redis URI, such as redis://127.0.0.1:6379");
    }
  }

  @Override
  public String toString() {
    return mask(text);
  }

  private static String mask(String uri) {
    int scheme = uri.indexOf("://");
    int at = uri.lastIndexOf('@');
    return at < 0
        ? uri
        : (scheme < 0 ? "" : uri.substring(0, scheme + 3)) + "****" + uri.substring(at);
  }
}
