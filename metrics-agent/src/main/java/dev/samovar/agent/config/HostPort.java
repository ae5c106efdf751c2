package dev.samovar.agent.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port, written {@code host:port} or {@code [ipv6]:port}.
 *
 * @param host a name, an IPv4 address or an IPv6 address without brackets
 * @param port 0 to 65535; whether 0 is allowed is the caller's to say
 */
public record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:\\[([0-9A-Fa-f:.]+(?:%\\w+)?)]|([A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})))"
              + ":(\\d{1,5})");

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException with what would be right, when the text is something else
   */
  public static HostPort parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("must be host:port, such as 127.0.0.1:8001");
    }
    int port = Integer.parseInt(m.group(3));
    if (port > 65_535) {
      throw new IllegalArgumentException("port " + port + " must be at most 65535");
    }
    return new HostPort(m.group(1) != null ? m.group(1) : m.group(2), port);
  }

  /** Whether the host is an IP address and no name. */
  public boolean isAddress() {
    return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }

  /** Whether only this machine reaches it. */
  public boolean isLoopback() {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
