package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrkTest {

  @TempDir Path directory;

  @Test
  void missingWrkIsSaidWithWhatToInstall() {
    assertThatThrownBy(() -> Wrk.find(Map.of("PATH", directory.toString())))
        .isInstanceOf(BenchException.class)
        .hasMessageStartingWith("wrk: is missing")
        .hasMessageContaining("install the package wrk");
  }

  @Test
  void figuresAreReadFromTheMiddleOfTheOutput() {
    Wrk.Load load =
        Wrk.read(
            "Running 2s test\nfigures requests=4000 micros=2000000 errors=3 p50=510 p99=1300"
                + " p999=7210\n");
    assertThat(load).isEqualTo(new Wrk.Load(4000, 2_000_000, 3, 510, 1300, 7210));
    assertThat(load.perSecond()).isEqualTo(2000);
  }

  @Test
  void outputWithoutFiguresIsAnErrorWithItsLastLine() {
    assertThatThrownBy(() -> Wrk.read("Running\nunable to connect to 127.0.0.1:1\n"))
        .hasMessage("wrk: told no figures, but: unable to connect to 127.0.0.1:1");
    assertThatThrownBy(() -> Wrk.read("")).hasMessage("wrk: told no figures, but: nothing");
  }

  @Test
  void scriptOfAGetHasNoBody() throws Exception {
    Path script = directory.resolve("other.lua");
    Wrk.script(Workload.named(java.util.List.of("other")).get(0), script);
    assertThat(Files.readString(script))
        .contains("wrk.path = \"/health\"")
        .doesNotContain("wrk.body");
  }

  @Test
  void scriptOfAChatSendsItsBodiesInTurn() throws Exception {
    Path script = directory.resolve("1k.lua");
    Workload workload = Workload.named(java.util.List.of("1k")).get(0);
    Wrk.script(workload, script);
    assertThat(Files.readString(script))
        .contains(
            "requests[1] = wrk.format(nil, nil, nil, [[" + workload.body(0),
            "requests[16] = wrk.format(nil, nil, nil, [[" + workload.body(15),
            "next = next % 16 + 1");
  }
}
