package dev.samovar.launcher;

import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.model.OsArchitecture;

/** The real Redis that a Maven package carries as a binary. */
final class RedisServer {

  private static final String USE_YOUR_OWN =
      "; run a Redis of your own and name it with --redis-uri or REDIS_URI";

  private RedisServer() {}

  /** The command line of a Redis that keeps nothing on disk. */
  static List<String> command(Path binary, Path directory, HostPort address) {
    return List.of(
        binary.toString(),
        "--bind",
        address.host(),
        "--port",
        Integer.toString(address.port()),
        "--dir",
        directory.toString(),
        "--save",
        "",
        "--appendonly",
        "no",
        "--daemonize",
        "no");
  }

  /**
   * Puts the binary of this machine into the directory, unless it is there.
   *
   * @throws LauncherException when there is none for this machine, or the directory is not writable
   */
  static Path unpack(Path directory) {
    String resource = resource();
    Path binary = directory.resolve(resource);
    if (Files.isExecutable(binary)) {
      return binary;
    }
    try (InputStream in = RedisServer.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new LauncherException("redis: no binary for this machine" + USE_YOUR_OWN);
      }
      Path temporary = Files.createTempFile(directory, "unpack-", "");
      Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
      if (!temporary.toFile().setExecutable(true, false)) {
        throw new LauncherException(temporary + ": cannot be made executable");
      }
      return Files.move(temporary, binary, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LauncherException(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static String resource() {
    try {
      String path =
          ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
      if (path != null) {
        return path.startsWith("/") ? path.substring(1) : path;
      }
    } catch (OsArchitectureNotFound e) {
      throw new LauncherException("redis: no binary for this machine" + USE_YOUR_OWN, e);
    }
    throw new LauncherException("redis: no binary for this machine" + USE_YOUR_OWN);
  }
}
