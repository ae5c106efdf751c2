package dev.samovar.envoy;

/**
 * How a provider's certificate is judged.
 *
 * @param serverName asked for in the handshake (SNI), and the DNS name that the certificate must
 *     have
 * @param authorities a PEM file of the authorities that are trusted, as Envoy sees it
 */
public record Tls(String serverName, String authorities) {

  /** Where Debian, Ubuntu and Envoy's images keep the public authorities. */
  public static final String PUBLIC_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

  public Tls {
    if (serverName.isBlank()) {
      throw new EnvoyException("serverName: must not be empty");
    }
  }

  /** A certificate of a public authority. */
  public static Tls of(String serverName) {
    return new Tls(serverName, PUBLIC_AUTHORITIES);
  }
}
