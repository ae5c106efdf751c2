package dev.samovar.hostsim.compare;

import dev.samovar.hostsim.compare.Scenario.Leave;
import dev.samovar.hostsim.compare.Scenario.SendData;
import dev.samovar.hostsim.compare.Scenario.SendHeaders;
import dev.samovar.hostsim.compare.Scenario.SendTrailers;
import dev.samovar.hostsim.compare.Scenario.Step;
import dev.samovar.hostsim.compare.Scenario.Variant;
import dev.samovar.hostsim.compare.Scenario.Wait;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Plays scenarios on a real Envoy, all variants in one process with one worker. Longer than most
 * files because client, upstream and traces of one run share their servers.
 */
final class OnEnvoy implements AutoCloseable {
  private static final int START_SECONDS = 90;
  private static final int QUIET_MILLIS = 250;
  static final int ANSWER_MILLIS = 1500;

  private final Servers servers = new Servers();
  private final Path log;
  private final Process process;
  private final Map<Variant, Integer> ports = new EnumMap<>(Variant.class);
  private int scenarios;

  OnEnvoy(Path binary, Path module, Path directory) throws IOException, InterruptedException {
    this(binary, directory, module.toAbsolutePath(), null);
  }

  /** One listener, whose filter is configured by a watched file. */
  static OnEnvoy withReload(Path binary, Path module, Path directory, Path watched)
      throws IOException, InterruptedException {
    return new OnEnvoy(binary, directory, module, watched);
  }

  private OnEnvoy(Path binary, Path directory, Path module, Path watched)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path bootstrap = directory.resolve("bootstrap.yaml");
    log = directory.resolve("envoy.log");
    Path admin = directory.resolve("admin.txt");
    Files.deleteIfExists(admin);
    Files.writeString(
        bootstrap,
        watched == null
            ? Bootstrap.of(module, servers.upstreamPort(), servers.agentPort())
            : Bootstrap.watching(watched, servers.upstreamPort()));
    process =
        new ProcessBuilder(
                binary.toString(),
                "--config-path",
                bootstrap.toString(),
                "--admin-address-path",
                admin.toString(),
                "--concurrency",
                "1",
                "--service-node",
                "probe",
                "--service-cluster",
                "probe",
                "--disable-hot-restart",
                "--log-format",
                "%l %n %v",
                "--component-log-level",
                "main:warning,wasm:info")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitReady(admin);
  }

  private void awaitReady(Path admin) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    HttpClient client = HttpClient.newHttpClient();
    while (System.nanoTime() < end && process.isAlive()) {
      if (Files.exists(admin) && !Files.readString(admin).isBlank()) {
        String address = "http://" + Files.readString(admin).strip();
        if (get(client, address + "/ready").startsWith("LIVE")) {
          readPorts(get(client, address + "/listeners?format=text"));
          return;
        }
      }
      Thread.sleep(50);
    }
    String text = Files.readString(log);
    close();
    throw new IllegalStateException(
        "Envoy: is not ready; its log ends:\n" + text.substring(Math.max(0, text.length() - 4000)));
  }

  private static String get(HttpClient client, String uri)
      throws IOException, InterruptedException {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      // Not listening yet, or listening and ending.
      return "";
    }
  }

  private void readPorts(String listeners) {
    for (String line : listeners.split("\n")) {
      String[] parts = line.strip().split("::");
      ports.put(
          Variant.valueOf(parts[0]),
          Integer.parseInt(parts[1].substring(parts[1].lastIndexOf(':') + 1)));
    }
  }

  /**
   * Plays it once.
   *
   * @param pace how much slower than usual; more on a machine that is busy with other things
   */
  Trace play(Scenario scenario, int pace) throws IOException, InterruptedException {
    servers.pace(pace);
    String id = "s" + scenarios++;
    int from = lines().size();
    Trace trace = new Trace();
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), ports.get(scenario.variant()))) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_MILLIS * pace);
      boolean left = false;
      boolean first = true;
      for (Step step : scenario.steps()) {
        if (!first && !(step instanceof Wait)) {
          Thread.sleep((long) Servers.GAP_MILLIS * pace);
        }
        first = false;
        left |= perform(scenario, step, id, socket, pace);
      }
      if (left) {
        trace.client = "reset";
      } else {
        trace.client = answer(socket, scenario.isHead());
      }
    }
    awaitQuiet(from, pace);
    trace.upstream.addAll(servers.seen(id));
    List<String> all = lines();
    for (String line : all.subList(from, all.size())) {
      int at = line.indexOf("T|");
      if (line.contains("wasm log") && at > 0) {
        trace.filter.add(line.substring(at + 2));
      }
    }
    return trace;
  }

  private static boolean perform(Scenario scenario, Step step, String id, Socket socket, int pace)
      throws IOException, InterruptedException {
    OutputStream out = socket.getOutputStream();
    if (step instanceof SendHeaders headers) {
      StringBuilder text =
          new StringBuilder(headers.method() + " / HTTP/1.1\r\nhost: localhost\r\n");
      text.append("x-script: ").append(scenario.script()).append("\r\nx-id: ").append(id);
      text.append("\r\nx-plan: ").append(scenario.upstream()).append("\r\n");
      for (int i = 0; i < headers.more().size(); i += 2) {
        text.append(headers.more().get(i)).append(": ").append(headers.more().get(i + 1));
        text.append("\r\n");
      }
      if (scenario.hasLength()) {
        text.append("content-length: ").append(scenario.body().length()).append("\r\n\r\n");
        text.append(scenario.body());
      } else {
        text.append(headers.end() ? "\r\n" : "transfer-encoding: chunked\r\n\r\n");
      }
      out.write(Servers.bytes(text.toString()));
    } else if (step instanceof SendData data && !scenario.hasLength()) {
      if (!data.text().isEmpty()) {
        out.write(
            Servers.bytes(
                Integer.toHexString(data.text().length()) + "\r\n" + data.text() + "\r\n"));
      }
      if (data.end()) {
        out.write(Servers.bytes("0\r\n\r\n"));
      }
    } else if (step instanceof SendTrailers trailers) {
      out.write(Servers.bytes("0\r\n" + trailers.name() + ": " + trailers.value() + "\r\n\r\n"));
    } else if (step instanceof Wait wait) {
      Thread.sleep(wait.millis() + (long) Servers.GAP_MILLIS * pace);
    } else if (step instanceof Leave) {
      Thread.sleep((long) Servers.GAP_MILLIS * pace);
      socket.close();
      return true;
    }
    out.flush();
    return false;
  }

  private static String answer(Socket socket, boolean bodiless) throws IOException {
    try {
      Wire answer = Wire.read(socket.getInputStream(), bodiless);
      return answer.first.split(" ")[1]
          + " "
          + Trace.headers(answer.headers)
          + " "
          + answer.body
          + (answer.trailers.isEmpty() ? "" : " " + Trace.headers(answer.trailers))
          + (answer.complete ? "" : " cut");
    } catch (SocketTimeoutException e) {
      return "no answer";
    } catch (IOException e) {
      return "reset";
    }
  }

  int port(Variant variant) {
    return ports.get(variant);
  }

  /** Until the filter has said this. */
  void awaitLine(String text, int millis) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (lines().stream().noneMatch(line -> line.contains(text))) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(text + ": the filter never said so:\n" + lines());
      }
      Thread.sleep(20);
    }
  }

  List<String> lines() throws IOException {
    try (Stream<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines()) {
      return new ArrayList<>(lines.toList());
    }
  }

  /** Until the filter has said nothing for a while; its last words come after the answer. */
  private void awaitQuiet(int from, int pace) throws IOException, InterruptedException {
    int before = -1;
    int now = lines().size();
    for (int i = 0; i < 20 && (now != before || now == from); i++) {
      before = now;
      Thread.sleep((long) QUIET_MILLIS * pace / (now > from ? 2 : 1));
      now = lines().size();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    servers.close();
  }
}
