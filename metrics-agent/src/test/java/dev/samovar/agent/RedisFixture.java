package dev.samovar.agent;

import dev.samovar.envoy.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis for tests; what it leaves behind stays under {@code target}. */
public final class RedisFixture implements AutoCloseable {
  private static final Path DIRECTORY = Path.of("target", "redis").toAbsolutePath();
  private static final ExecutableProvider BINARY = onceUnpacked();
  private final int port;
  private final String[] settings;
  private RedisServer server;

  public RedisFixture(String... settings) {
    this(FreePorts.next(), settings);
  }

  RedisFixture(int port, String... settings) {
    this.port = port;
    this.settings = settings;
    start();
  }

  public static ExecutableProvider binary() {
    return BINARY;
  }

  private static ExecutableProvider onceUnpacked() {
    try {
      Files.createDirectories(DIRECTORY);
      File unpacked = ExecutableProvider.newJarResourceProvider(DIRECTORY.toFile()).get();
      return () -> unpacked;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void start() {
    try {
      server = builder(settings).port(port).build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RedisServerBuilder builder(String... settings) throws IOException {
    RedisServerBuilder builder =
        RedisServer.newRedisServer()
            .executableProvider(BINARY)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .setting("dir " + DIRECTORY);
    for (String setting : settings) {
      builder.setting(setting);
    }
    return builder;
  }

  public void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    stop();
  }
}
