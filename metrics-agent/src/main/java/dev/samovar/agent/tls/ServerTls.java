package dev.samovar.agent.tls;

import dev.samovar.agent.config.TlsConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/** What Netty's server needs to speak TLS as configured; with a CA it asks for a certificate. */
public final class ServerTls {
  private ServerTls() {}

  /**
   * The context.
   *
   * @throws IllegalArgumentException beginning with the file that is wrong
   */
  public static SslContext context(TlsConfig config) {
    try {
      X509Certificate[] chain =
          Pem.certificates(config.certificate().orElseThrow()).toArray(X509Certificate[]::new);
      SslContextBuilder builder =
          SslContextBuilder.forServer(Pem.key(config.key().orElseThrow()), chain)
              .sslProvider(SslProvider.JDK);
      if (config.ca().isPresent()) {
        builder
            .trustManager(Pem.certificates(config.ca().get()).toArray(X509Certificate[]::new))
            .clientAuth(ClientAuth.REQUIRE);
      }
      return builder.build();
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }
}
