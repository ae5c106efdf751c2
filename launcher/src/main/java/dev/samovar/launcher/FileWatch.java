package dev.samovar.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Looks at a file four times a second and tells when it is another one: by time, size, identity and
 * content, so that editors that write in place, editors that rename and tools that keep the time
 * are all seen. A change is told once the file has stayed the same from one look to the next.
 */
final class FileWatch {

  static final Duration PERIOD = Duration.ofMillis(250);

  /** A longer file is no configuration; it is told apart without its content. */
  private static final long LONGEST_READ = 4 << 20;

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
              + attributes.fileKey()
              + " "
              + content(attributes));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Empty for what cannot be read: whoever is told of the change says why. */
  private String content(BasicFileAttributes attributes) {
    // A pipe would be waited for.
    if (!attributes.isRegularFile() || attributes.size() > LONGEST_READ) {
      return "";
    }
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
