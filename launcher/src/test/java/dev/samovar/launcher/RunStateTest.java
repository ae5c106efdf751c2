package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.launcher.RunState.ChildState;
import dev.samovar.launcher.RunState.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStateTest {

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadAgain() {
    Path file = directory.resolve("run.json");
    Running self = Running.of(ProcessHandle.current());
    RunState state =
        new RunState(self, true, List.of(new ChildState("llm-a", self, "127.0.0.1:1", "a.log")));
    state.write(file);
    assertThat(RunState.read(file)).hasValue(state);
    assertThat(state.isRunning()).isTrue();
  }

  @Test
  void aPidThatAnotherProcessHasNowIsNotTheOldOne() {
    Running self = Running.of(ProcessHandle.current());
    assertThat(new Running(self.pid(), self.started() - 60_000).find()).isEmpty();
  }

  @Test
  void aProcessThatHasEndedIsNotRunning() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    Running running = Running.of(process.toHandle());
    assertThat(running.find()).isPresent();
    process.destroyForcibly().waitFor();
    assertThat(new RunState(running, true, List.of()).isRunning()).isFalse();
  }

  @Test
  void aProcessThatHasEndedAndThatNobodyAskedForIsNotRunning() throws Exception {
    // The shell's child outlives its parent's exec, whose program never asks for its end.
    Process parent =
        new ProcessBuilder("/bin/sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
    try {
      String pid = parent.inputReader().readLine();
      Running child = Running.of(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
      assertThat(child.find()).isPresent();
      child.find().orElseThrow().destroyForcibly();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
      while (child.find().isPresent() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(child.find()).isEmpty();
      assertThat(ProcessHandle.of(child.pid())).as("still in the system's list").isPresent();
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"launcher\":null}", "null", "{\"launcher\":5}"})
  void aFileThatIsNoStateIsNone(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("run.json"), text);
    assertThat(RunState.read(file)).isEmpty();
    assertThat(RunState.read(directory.resolve("none.json"))).isEmpty();
  }
}
