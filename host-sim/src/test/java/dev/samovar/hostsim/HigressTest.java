package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.probe.Probe;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Higress's host does otherwise. */
class HigressTest {
  @TempDir private Path folder;

  private static HostSimBuilder probe() {
    return HostSim.builder().guest(Guests.jvm(Probe::new)).profile(Profile.HIGRESS);
  }

  @Test
  void moduleOfAbi021CannotHoldHeaders() {
    try (HostSim sim = probe().build()) {
      Stream stream = sim.request("POST", "/", "x-script", "rh=pause").body("abc").send();
      assertThat(stream).isPaused().didNotReachUpstream();
      assertThat(Lines.of(sim)).noneMatch(line -> line.startsWith("rb"));
    }
  }

  @Test
  void moduleOfAbi02100HoldsHeaders() throws IOException {
    Path file =
        new TinyModule()
            .abi("0_2_100")
            .allocator(0x41, 0)
            .function("proxy_on_request_headers", "iii:i", 0x41, 1)
            .function("proxy_on_request_body", "iii:i", 0x41, 0)
            .write(folder.resolve("a.wasm"));
    try (HostSim sim =
        HostSim.builder().guest(Guests.wasm(file)).profile(Profile.HIGRESS).build()) {
      assertThat(sim.request("POST", "/").body("abc").send()).reachedUpstream().withBody("abc");
    }
  }

  @Test
  void routeAndClusterAreProperties() {
    try (HostSim sim = probe().routes(headers -> "outbound|80||a").build()) {
      sim.request("GET", "/", "x-script", "rh=prop route_name,prop cluster_name")
          .property("my-route", "route_name")
          .send();
      assertThat(Lines.of(sim))
          .contains("prop route_name -> my-route", "prop cluster_name -> outbound|80||a");
    }
  }

  @Test
  void changedHeaderKeepsTheRouteWhereTheFilterSaysSo() {
    try (HostSim sim = probe().routes(headers -> headers.contains("x-a") ? "new" : "old").build()) {
      String script = "rh=setprop clear_route_cache off,set rh x-a b";
      assertThat(sim.request("GET", "/", "x-script", script).send()).routedTo("old");
      assertThat(sim.request("GET", "/", "x-script", "rh=set rh x-a b").send()).routedTo("new");
    }
  }

  @Test
  void redisAnswersReachTheGuest() throws IOException {
    // on_request_headers calls Redis and pauses; the answer continues the stream.
    Path file =
        new TinyModule()
            .importFunction("env", "proxy_redis_call", "iiiii:i")
            .importFunction("env", "proxy_continue_stream", "i:i")
            .importFunction("env", "proxy_set_effective_context", "i:i")
            .abi("0_2_1")
            .allocator(0x41, 0)
            .function(
                "proxy_on_request_headers",
                "iii:i",
                0x41,
                0,
                0x41,
                0,
                0x41,
                0,
                0x41,
                0,
                0x41,
                8,
                0x10,
                0,
                0x1a,
                0x41,
                1)
            .function(
                "proxy_on_redis_call_response",
                "iiii:",
                0x41,
                2,
                0x10,
                2,
                0x1a,
                0x41,
                0,
                0x10,
                1,
                0x1a)
            .write(folder.resolve("a.wasm"));
    try (HostSim sim =
        HostSim.builder().guest(Guests.wasm(file)).profile(Profile.HIGRESS).build()) {
      Stream stream = sim.request("GET", "/").send();
      assertThat(stream).isPaused();
      sim.redisCallouts().get(0).answer("$2\r\n90\r\n");
      assertThat(stream).reachedUpstream();
    }
  }
}
