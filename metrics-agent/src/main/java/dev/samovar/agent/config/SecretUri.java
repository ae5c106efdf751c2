package dev.samovar.agent.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Redis URI that shows its credentials only to {@link #reveal()}: {@code toString} masks user and
 * password. Schemes: {@code redis}, {@code rediss}, {@code redis-sentinel}, {@code
 * rediss-sentinel}, {@code redis-socket}; a comma separates nodes.
 */
public final class SecretUri {
  // To the last @ of the word: too much masked is better than half a password shown.
  private static final Pattern CREDENTIALS = Pattern.compile("(://)([^\\s\"']*)@");
  private static final String MASK = "****";
  private final String text;

  private SecretUri(String text) {
    this.text = text;
  }

  public static SecretUri of(String text) {
    return new SecretUri(text);
  }

  /** The URI with its credentials; for the Redis client only. */
  public String reveal() {
    return text;
  }

  public String scheme() {
    int end = text.indexOf("://");
    return end < 0 ? "" : text.substring(0, end);
  }

  /** Every text that must never be shown: the password as it is written and decoded. */
  public List<String> secrets() {
    Matcher m = CREDENTIALS.matcher(text);
    if (!m.find()) {
      return List.of();
    }
    String userInfo = m.group(2);
    String password = userInfo.substring(userInfo.indexOf(':') + 1);
    return Stream.of(password, decoded(password)).filter(s -> !s.isEmpty()).distinct().toList();
  }

  /** A text with the credentials of every URI in it masked. */
  public static String mask(String anyText) {
    return CREDENTIALS.matcher(anyText).replaceAll("$1" + MASK + "@");
  }

  private static String decoded(String s) {
    try {
      return URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return s;
    }
  }

  @Override
  public String toString() {
    return mask(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretUri o && text.equals(o.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }
}
