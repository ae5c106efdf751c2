package dev.samovar.agent.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and keys from PEM files. Errors begin with the file and hold nothing of it. */
final class Pem {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  private Pem() {}

  static List<X509Certificate> certificates(Path file) throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw new CertificateException();
      }
      return all;
    } catch (CertificateException e) {
      throw new GeneralSecurityException(file + ": must hold PEM certificates");
    } catch (IOException e) {
      throw new GeneralSecurityException(file + ": cannot be read");
    }
  }

  static PrivateKey key(Path file) throws GeneralSecurityException {
    try {
      String text = Files.readString(file);
      int begin = text.indexOf("-----BEGIN PRIVATE KEY-----");
      int end = text.indexOf("-----END PRIVATE KEY-----");
      if (begin < 0 || end < begin) {
        throw new GeneralSecurityException(file + ": must hold a PKCS 8 key (BEGIN PRIVATE KEY)");
      }
      byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + 27, end).strip());
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException another) {
          continue;
        }
      }
      throw new GeneralSecurityException(file + ": must be a key of " + ALGORITHMS);
    } catch (IOException | IllegalArgumentException e) {
      throw new GeneralSecurityException(file + ": must hold a PKCS 8 key (BEGIN PRIVATE KEY)");
    }
  }
}
