package dev.samovar.agent.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.agent.config.Access;
import dev.samovar.agent.config.Discovery;
import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.config.Provider;
import dev.samovar.agent.config.TargetGroup;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.scrape.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Static lists and files, driven by hand. */
class DiscovererTest {
  private final List<Runnable> due = new ArrayList<>();
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(0) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
          due.add(task);
          return null;
        }
      };
  private final Finders finders = new Finders(Duration.ofMillis(250));
  private final List<Targets> told = new ArrayList<>();
  private final Discoverer discoverer = new Discoverer(finders, scheduler, told::add);

  @AfterEach
  void end() {
    finders.close();
    scheduler.shutdownNow();
  }

  private void start(Discovery... discoveries) {
    List<TargetGroup> groups = new ArrayList<>();
    for (Discovery d : discoveries) {
      groups.add(new TargetGroup(d, Access.PLAIN));
    }
    discoverer.start(
        List.of(new Provider("p", "k", "vllm", groups, Map.of("zone", "z1"))), Engines.builtIn());
  }

  private void again() {
    List<Runnable> now = List.copyOf(due);
    due.clear();
    now.forEach(Runnable::run);
  }

  private List<String> last() {
    return told.get(told.size() - 1).all().stream().map(Target::id).toList();
  }

  @Test
  void aStaticListIsToldAtOnceAndNeverAskedAgain() {
    start(new Discovery.Static(List.of(new HostPort("h", 1), new HostPort("h", 2))));
    assertThat(last()).containsExactly("p/h:1", "p/h:2");
    assertThat(told.get(0).complete()).containsExactly("p");
    assertThat(due).isEmpty();
  }

  @Test
  void targetsOfFilesComeAndGoAndABrokenFileKeepsItsLast(@TempDir Path directory) throws Exception {
    Path one = directory.resolve("one.json");
    Files.writeString(
        one, "[{\"targets\":[\"10.0.0.1:80\"],\"labels\":{\"zone\":\"z2\",\"__x\":\"y\"}}]");
    Files.writeString(directory.resolve("two.json"), "- targets: [ \"10.0.0.2:80\" ]\n");
    Files.writeString(directory.resolve("other.txt"), "no");
    start(new Discovery.Files(directory, "*.json"));
    assertThat(last()).containsExactlyInAnyOrder("p/10.0.0.1:80", "p/10.0.0.2:80");
    assertThat(told.get(0).all().get(0).labels()).isEqualTo(Map.of("zone", "z2"));
    again();
    assertThat(told).hasSize(1);
    Files.writeString(one, "[{\"targets\":[\"10.0.0.1:80\"]");
    again();
    Files.writeString(one, "{\"not\":\"a list\"}");
    again();
    Files.writeString(one, "[{\"targets\":[\"10.0.0.1:80\",\"no port here\"]}]");
    again();
    Files.writeString(one, "[\"10.0.0.1:80\"]");
    again();
    Files.writeString(one, "[{\"targets\":\"10.0.0.1:80\"}]");
    again();
    assertThat(told).hasSize(1);
    Files.writeString(one, "[{\"targets\":[\"10.0.0.9:80\"]}]");
    again();
    assertThat(last()).containsExactlyInAnyOrder("p/10.0.0.9:80", "p/10.0.0.2:80");
    Files.delete(one);
    again();
    assertThat(last()).containsExactly("p/10.0.0.2:80");
  }

  @Test
  void aMissingDirectoryIsNoTargetsUntilItIsThere(@TempDir Path directory) throws Exception {
    start(new Discovery.Files(directory.resolve("later"), "*.yaml"));
    assertThat(last()).isEmpty();
    Files.createDirectory(directory.resolve("later"));
    Files.writeString(directory.resolve("later/a.yaml"), "[{targets: ['10.0.0.1:80']}]");
    again();
    assertThat(last()).containsExactly("p/10.0.0.1:80");
  }

  private static JsonNode assignment(Path file) throws Exception {
    JsonNode resources = new ObjectMapper().readTree(file.toFile()).path("resources");
    assertThat(resources.size()).as("Envoy refuses more").isLessThan(2);
    return resources.path(0);
  }

  @Test
  void theEdsFileNamesProviderAndLabelsAndLeavesOutNames(@TempDir Path directory) throws Exception {
    start(new Discovery.Static(List.of(new HostPort("10.0.0.1", 1), new HostPort("host", 2))));
    Path file = directory.resolve("sub/eds.json");
    EdsFiles files = new EdsFiles(Map.of("p", file));
    assertThat(assignment(file).isMissingNode()).isTrue();
    files.write(told.get(0));
    assertThat(assignment(file).path("cluster_name").asText()).isEqualTo("p");
    JsonNode endpoints = assignment(file).at("/endpoints/0/lb_endpoints");
    assertThat(endpoints).hasSize(1);
    assertThat(endpoints.at("/0/endpoint/address/socket_address/port_value").asInt()).isEqualTo(1);
    assertThat(endpoints.at("/0/metadata/filter_metadata/samovar").toString())
        .isEqualTo("{\"provider\":\"p\",\"engine\":\"vllm\",\"labels\":{\"zone\":\"z1\"}}");
    assertThat(directory.resolve("sub").toFile().list()).containsExactly("eds.json");
  }

  @Test
  void aProvidersFileIsItsOwnAndOneThatIsThereStaysUntilTheProviderIsKnown(@TempDir Path directory)
      throws Exception {
    start(new Discovery.Static(List.of(new HostPort("10.0.0.1", 1))));
    Path old = directory.resolve("q.json");
    Files.writeString(old, "{\"resources\":[{\"cluster_name\":\"old\"}]}");
    EdsFiles files = new EdsFiles(Map.of("p", directory.resolve("p.json"), "q", old));
    files.write(told.get(0));
    assertThat(assignment(directory.resolve("p.json")).path("cluster_name").asText())
        .isEqualTo("p");
    assertThat(assignment(old).path("cluster_name").asText()).isEqualTo("old");
    Files.delete(directory.resolve("p.json"));
    files.write(told.get(0));
    assertThat(directory.toFile().list()).as("nothing changed").containsExactly("q.json");
    files.write(new Targets(List.of(), List.of("p", "q")));
    assertThat(assignment(old).path("cluster_name").asText()).isEqualTo("q");
  }

  @Test
  void namesOfFilesAreSafeAndOfDifferentProvidersDifferent(@TempDir Path directory)
      throws Exception {
    assertThat(EdsFiles.fileName("qwen-2.5_72b")).isEqualTo("qwen-2.5_72b.json");
    assertThat(EdsFiles.fileName("../a b/é"))
        .isEqualTo(
            "%2E./a b/é".replace("/", "%2F").replace(" ", "%20").replace("é", "%C3%A9") + ".json");
    List<String> names =
        List.of(
            "a",
            "a.json",
            "a.json.next",
            "a/b",
            "a%2Fb",
            ".",
            "..",
            ".a",
            "%2Ea",
            "a b",
            "x".repeat(4000),
            "x".repeat(4001),
            "x".repeat(200),
            "x".repeat(201),
            "é".repeat(90));
    Map<String, Path> files = new HashMap<>();
    names.forEach(name -> files.put(name, directory.resolve(EdsFiles.fileName(name))));
    new EdsFiles(files);
    assertThat(directory.toFile().list())
        .hasSameSizeAs(names)
        .allMatch(file -> file.length() <= 255 - ".next".length());
  }
}
