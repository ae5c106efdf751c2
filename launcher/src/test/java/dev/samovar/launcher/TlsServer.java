package dev.samovar.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A provider over TLS, at {@code localhost}, that keeps what it was asked and as whom. */
final class TlsServer implements AutoCloseable {

  private static final String PASSWORD = "changeit";

  final List<String> bodies = new CopyOnWriteArrayList<>();
  final List<String> hosts = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private TlsServer(HttpsServer server) {
    this.server = server;
  }

  /** A server with the certificate of {@link #certificate}. */
  static TlsServer start(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    TlsServer server = new TlsServer(https);
    https.setExecutor(server.threads);
    https.createContext("/", server::answer);
    https.start();
    return server;
  }

  /** A fresh certificate of {@code localhost} with its key; the certificate alone goes to PEM. */
  static Path certificate(Path directory, Path pem) throws Exception {
    Path store = directory.resolve("localhost.p12");
    keytool(
        "-genkeypair -alias own -keyalg RSA -dname CN=localhost -ext SAN=dns:localhost -validity 2",
        store);
    keytool("-exportcert -rfc -alias own -file " + pem, store);
    return store;
  }

  private static void keytool(String arguments, Path store) throws Exception {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String line = tool + " " + arguments + " -storetype PKCS12 -storepass " + PASSWORD;
    Process process =
        new ProcessBuilder((line + " -keystore " + store).split(" "))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool " + arguments + ": failed");
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      hosts.add(exchange.getRequestHeaders().getFirst("host"));
      exchange.sendResponseHeaders(status, -1);
    }
  }
}
