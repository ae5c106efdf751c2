package dev.samovar.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Held by the one launcher that runs in a project; the kernel gives it back when it ends. */
final class Lock implements AutoCloseable {

  private final FileChannel channel;

  private Lock(FileChannel channel) {
    this.channel = channel;
  }

  /** Empty when another process holds it. */
  static Optional<Lock> tryTake(Path file) {
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new Lock(channel));
    } catch (IOException e) {
      throw new LauncherException(file + ": cannot be locked: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new LauncherException("the lock cannot be given back: " + e.getMessage(), e);
    }
  }
}
