package dev.samovar.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Looks at a file four times a second and tells when it is another one: by time, size and identity,
 * so that editors that write in place and editors that rename are both seen. A change is told once
 * the file has stayed the same from one look to the next.
 */
final class FileWatch {

  static final Duration PERIOD = Duration.ofMillis(250);

  private final Path file;

  private Optional<String> told;
  private Optional<String> last;

  /** From now on a change counts. */
  FileWatch(Path file) {
    this.file = file;
    told = look();
    last = told;
  }

  /** Looks for ever, on a thread of its own that does not keep the launcher alive. */
  void start(Runnable changed) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  TimeUnit.MILLISECONDS.sleep(PERIOD.toMillis());
                  step(changed);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** One look. A file that is not there is a file in the middle of being replaced. */
  void step(Runnable changed) {
    Optional<String> now = look();
    boolean settled = now.isPresent() && now.equals(last);
    last = now;
    if (settled && !now.equals(told)) {
      told = now;
      changed.run();
    }
  }

  private Optional<String> look() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)
              + " "
              + attributes.size()
              + " "
              + attributes.fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
