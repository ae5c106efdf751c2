package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

  @TempDir Path directory;
  private final AtomicInteger told = new AtomicInteger();
  private Path file;
  private FileWatch watch;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("plugin.yaml"), "a");
    watch = new FileWatch(file);
  }

  @Test
  void anUntouchedFileIsNeverTold() {
    steps(5);
    assertThat(told).hasValue(0);
  }

  @Test
  void aFileThatIsStillBeingWrittenIsToldOnceAndOnlyWhenItIsDone() throws IOException {
    Files.writeString(file, "ab");
    steps(1);
    Files.writeString(file, "abc");
    steps(1);
    assertThat(told).hasValue(0);
    steps(3);
    assertThat(told).hasValue(1);
  }

  @Test
  void anEditorThatRenamesIsSeen() throws IOException {
    Path other = Files.writeString(directory.resolve(".plugin.yaml.swp"), "b");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    steps(2);
    assertThat(told).as("same size, same time, another file").hasValue(1);
  }

  @Test
  void aSaveOfTheSameSizeThatKeepsTheTimeIsSeen() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "b");
    Files.setLastModifiedTime(file, time);
    steps(2);
    assertThat(told).hasValue(1);
    steps(3);
    assertThat(told).hasValue(1);
  }

  @Test
  void aFileThatIsGoneForAMomentIsToldWhenItIsBack() throws IOException {
    Files.delete(file);
    steps(3);
    assertThat(told).hasValue(0);
    Files.writeString(file, "back");
    steps(2);
    assertThat(told).hasValue(1);
  }

  private void steps(int count) {
    for (int i = 0; i < count; i++) {
      watch.step(told::incrementAndGet);
    }
  }
}
