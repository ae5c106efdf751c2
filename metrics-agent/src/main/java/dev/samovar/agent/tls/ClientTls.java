package dev.samovar.agent.tls;

import dev.samovar.agent.config.TlsConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** What the JDK's client needs to speak TLS as configured. */
public final class ClientTls {
  private ClientTls() {}

  /**
   * The context.
   *
   * @throws IllegalArgumentException beginning with the file that is wrong
   */
  public static SSLContext context(TlsConfig config) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(config), trust(config), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }

  private static KeyManager[] keys(TlsConfig config) throws GeneralSecurityException, IOException {
    if (config.certificate().isEmpty() || config.key().isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    X509Certificate[] chain =
        Pem.certificates(config.certificate().get()).toArray(X509Certificate[]::new);
    store.setKeyEntry("own", Pem.key(config.key().get()), new char[0], chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    return keys.getKeyManagers();
  }

  private static TrustManager[] trust(TlsConfig config)
      throws GeneralSecurityException, IOException {
    if (config.insecure()) {
      return new TrustManager[] {new Anyone()};
    }
    if (config.ca().isEmpty()) {
      return null;
    }
    Path file = config.ca().get();
    KeyStore store = empty();
    int number = 0;
    for (X509Certificate certificate : Pem.certificates(file)) {
      store.setCertificateEntry("ca" + number++, certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** Trusts every certificate for every name, because the configuration says so. */
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
