package dev.samovar.hostsim.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.GuestModule;
import dev.samovar.hostsim.Guests;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.LogLine;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.probe.Probe;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A changed configuration while a stream is on its way: who serves what, and when the old root
 * ends, on the simulator and on a real Envoy.
 */
class ReloadComparisonIT {
  private static final Path MODULE = Path.of("target/probe.wasm").toAbsolutePath();
  private static final Path FOLDER = Path.of("target/envoy-reload").toAbsolutePath();
  private static final int DEADLINE_MILLIS = 90_000;

  /** How long workers get to follow the main thread, try by try: more on a machine that is busy. */
  private static final int[] SETTLE_MILLIS = {500, 2_000, 8_000};

  @Test
  void tracesAreEqual() throws IOException, InterruptedException {
    for (int i = 0; ; i++) {
      try {
        tracesAreEqual(SETTLE_MILLIS[i]);
        return;
      } catch (AssertionError e) {
        if (i == SETTLE_MILLIS.length - 1) {
          throw e;
        }
      }
    }
  }

  private static void tracesAreEqual(int settleMillis) throws IOException, InterruptedException {
    List<String> real = onEnvoy(settleMillis);
    assertThat(real).contains("old rh end false", "new rh end true", "root-delete");
    assertThat(onSimulator(Guests.wasm(MODULE))).as("[wasm]").isEqualTo(real);
    assertThat(onSimulator(Guests.jvm(Probe::new))).as("[jvm]").isEqualTo(real);
  }

  private static List<String> onSimulator(GuestModule guest) {
    HostSim sim =
        HostSim.builder()
            .guest(guest)
            .mainThread(true)
            .configuration("name=old")
            .allow(FaultKind.values())
            .build();
    Stream before = sim.request("POST", "/", "x-script", "x=y").open();
    assertThat(sim.reload("name=refused;cfg=refuse")).isFalse();
    Stream between = sim.request("GET", "/", "x-script", "x=y").send();
    between.reply(200, "ok");
    assertThat(sim.reload("name=new")).isTrue();
    Stream after = sim.request("GET", "/", "x-script", "x=y").send();
    after.reply(200, "ok");
    before.data("abc", false);
    before.data("", true);
    before.reply(200, "ok");
    return ofInterest(sim.logs().stream().map(LogLine::message).toList());
  }

  /** Streams by the name of their configuration, and the ends of roots. */
  private static List<String> ofInterest(List<String> lines) {
    List<String> kept = new ArrayList<>();
    for (String line : lines) {
      int at = line.indexOf("T|");
      String text = at < 0 ? "" : line.substring(at + 2);
      if (text.startsWith("old ") || text.startsWith("new ") || text.equals("root-delete")) {
        kept.add(text);
      }
    }
    return kept;
  }

  private static List<String> onEnvoy(int settleMillis) throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    configure("name=old");
    try (OnEnvoy envoy =
        OnEnvoy.withReload(
            EnvoyBinary.find().path(), MODULE, FOLDER, FOLDER.resolve("ecds.json"))) {
      int port = envoy.port(Scenario.Variant.HOLD);
      try (Socket before = new Socket(InetAddress.getLoopbackAddress(), port)) {
        send(before, head("POST", "transfer-encoding: chunked\r\n"));
        envoy.awaitLine("old rh end false", DEADLINE_MILLIS);
        configure("name=refused;cfg=refuse");
        envoy.awaitLine("cfg refused", DEADLINE_MILLIS);
        Thread.sleep(settleMillis);
        get(port);
        configure("name=new");
        // The old root of the main thread has no streams: its end says that the new one is there.
        envoy.awaitLine("root-delete", DEADLINE_MILLIS);
        Thread.sleep(settleMillis);
        get(port);
        send(before, "3\r\nabc\r\n");
        Thread.sleep(Servers.GAP_MILLIS);
        send(before, "0\r\n\r\n");
        Wire.read(before.getInputStream());
      }
      Thread.sleep(settleMillis);
      return ofInterest(envoy.lines());
    }
  }

  private static void get(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      send(socket, head("GET", ""));
      Wire.read(socket.getInputStream());
    }
  }

  private static String head(String method, String more) {
    return method
        + " / HTTP/1.1\r\nhost: localhost\r\nx-script: x=y\r\nx-id: r\r\nx-plan: 200 ok\r\n"
        + more
        + "\r\n";
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(Servers.bytes(text));
    out.flush();
  }

  /** Written beside and moved, as Envoy wants a watched file to change. */
  private static void configure(String configuration) throws IOException {
    Path next = FOLDER.resolve("next.json");
    Files.writeString(next, Bootstrap.discovered(MODULE, configuration));
    Files.move(
        next,
        FOLDER.resolve("ecds.json"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }
}
