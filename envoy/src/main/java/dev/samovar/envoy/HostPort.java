package dev.samovar.envoy;

/**
 * A host and a TCP port, written {@code host:port}; an IPv6 address stands in brackets there.
 *
 * @param host a name or an IP address, without brackets
 * @param port 0 to 65535; 0 means any free port where something listens
 */
public record HostPort(String host, int port) {

  public HostPort {
    if (host == null || host.isBlank()) {
      throw new EnvoyException("host: must not be empty");
    }
    if (port < 0 || port > 65535) {
      throw new EnvoyException(port + ": is no port; ports are 0 to 65535");
    }
  }

  public static HostPort local(int port) {
    return new HostPort("127.0.0.1", port);
  }

  /**
   * Reads {@code host:port}.
   *
   * @throws EnvoyException when the text is something else, beginning with the text
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      host = "";
    }
    try {
      return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException | EnvoyException e) {
      throw new EnvoyException(text + ": is no host:port, such as 127.0.0.1:8001");
    }
  }

  /** True when the host is an IP address and needs no name service. */
  public boolean isAddress() {
    return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
