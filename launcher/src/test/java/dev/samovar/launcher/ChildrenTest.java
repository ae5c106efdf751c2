package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ChildrenTest {

  private static final Probe READY = Optional::empty;
  private static final Probe NEVER = () -> Optional.of("it sleeps");

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Children children =
      new Children(new Console(new PrintStream(out, true), new PrintStream(err, true)));

  @AfterEach
  void end() {
    children.end();
  }

  @Test
  void eachReadyChildIsALine() {
    children.start(List.of(sleeper("a", READY), sleeper("b", READY)));
    assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.contains("ready on"));
    assertThat(children.states()).extracting("name").containsExactly("a", "b");
    assertThat(children.states()).allMatch(state -> state.process().find().isPresent());
  }

  @Test
  void aChildThatEndsBeforeItIsReadyIsNamedWithItsLogAndTheOthersEnd() {
    Child.Spec broken =
        spec("broken", "echo one; echo two; exit 3", NEVER, Duration.ofSeconds(120));
    List<Child.Spec> specs = List.of(sleeper("a", NEVER), broken);
    assertThatThrownBy(() -> children.start(specs))
        .isInstanceOf(LauncherException.class)
        .hasMessage(
            "broken: ended with exit code 3 before all was ready; its log ends:\n  one\n  two");
    assertThat(children.states()).isEmpty();
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aChildThatWasReadyAndEndsDuringTheStartFailsTheStart() {
    Child.Spec brief = spec("brief", "sleep 0.3; exit 4", READY, Duration.ofSeconds(120));
    assertThatThrownBy(() -> children.start(List.of(brief, sleeper("slow", NEVER))))
        .hasMessageStartingWith("brief: ended with exit code 4 before all was ready");
  }

  @Test
  void aChildThatIsNeverReadyIsNamedWithWhatItWaitsFor() {
    Child.Spec slow = spec("slow", "exec sleep 600", NEVER, Duration.ofMillis(200));
    assertThatThrownBy(() -> children.start(List.of(slow)))
        .hasMessageStartingWith("slow: is not ready within")
        .hasMessageEndingWith("it sleeps; its log is empty");
  }

  @Test
  void aProgramThatIsMissingIsNamed() {
    Child.Spec missing =
        new Child.Spec(
            "gone",
            "nowhere",
            List.of(directory.resolve("no-such-program").toString()),
            Map.of(),
            directory.resolve("gone.log"),
            NEVER,
            Duration.ofSeconds(120));
    assertThatThrownBy(() -> children.start(List.of(missing)))
        .hasMessageStartingWith("gone: ")
        .hasMessageContaining("no-such-program");
  }

  @Test
  void aChildThatDiesLaterIsOneLineAndTheRestRunsOn() throws InterruptedException {
    children.start(List.of(sleeper("a", READY), sleeper("b", READY)));
    ProcessHandle first = children.states().get(0).process().find().orElseThrow();
    first.destroyForcibly();
    while (err.size() == 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(err.toString().lines())
        .containsExactly("a: ended with exit code 137; the rest runs on (./samovar logs a)");
    assertThat(children.states().get(1).process().find()).isPresent();
  }

  @Test
  void anExpectedEndIsNotReported() throws InterruptedException {
    children.start(List.of(sleeper("a", READY)));
    children.end();
    TimeUnit.MILLISECONDS.sleep(1000);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aChildThatIgnoresTheSignalIsKilled() {
    children.start(
        List.of(
            spec(
                "deaf",
                "trap '' TERM INT HUP; while :; do sleep 0.05; done",
                READY,
                Duration.ofSeconds(120))));
    ProcessHandle deaf = children.states().get(0).process().find().orElseThrow();
    children.end();
    assertThat(deaf.isAlive()).isFalse();
  }

  @Test
  void nothingIsStartedOnceItEnds() {
    children.end();
    assertThatThrownBy(() -> children.start(List.of(sleeper("a", READY))))
        .hasMessageStartingWith("a: not started");
  }

  @Test
  void aReplacedChildHasOneSuccessor() {
    children.start(List.of(sleeper("a", READY), sleeper("b", READY)));
    long before = children.states().get(0).process().pid();
    children.replace(sleeper("a", READY));
    assertThat(children.states()).extracting("name").containsExactlyInAnyOrder("a", "b");
    assertThat(children.states()).noneMatch(state -> state.process().pid() == before);
  }

  private Child.Spec sleeper(String name, Probe probe) {
    return spec(name, "exec sleep 600", probe, Duration.ofSeconds(120));
  }

  private Child.Spec spec(String name, String script, Probe probe, Duration deadline) {
    return new Child.Spec(
        name,
        "127.0.0.1:1",
        List.of("/bin/sh", "-c", script),
        Map.of(),
        directory.resolve(name + ".log"),
        probe,
        deadline);
  }
}
