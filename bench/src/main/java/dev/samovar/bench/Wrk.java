package dev.samovar.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator {@code wrk}: one thread, a script for the request and for exact figures. */
final class Wrk {

  private static final Pattern FIGURES =
      Pattern.compile(
          "figures requests=(\\d+) micros=(\\d+) errors=(\\d+) p50=([\\d.]+) p99=([\\d.]+)"
              + " p999=([\\d.]+)");

  /** Past the duration that was asked for. */
  private static final int GRACE_SECONDS = 30;

  private final Path executable;

  private Wrk(Path executable) {
    this.executable = executable;
  }

  /**
   * One run.
   *
   * @param requests answered
   * @param micros it took
   * @param errors answers other than 2xx and 3xx, and connections that failed
   * @param p50 median latency, microseconds
   */
  record Load(long requests, long micros, long errors, double p50, double p99, double p999) {

    double perSecond() {
      return requests * 1e6 / micros;
    }
  }

  /**
   * The {@code wrk} of the environment.
   *
   * @throws BenchException when there is none
   */
  static Wrk find(Map<String, String> environment) {
    return new Wrk(
        Programs.find(environment, "wrk")
            .orElseThrow(
                () ->
                    new BenchException(
                        "wrk: is missing; the benchmark loads the proxy with it: install the package"
                            + " wrk, version 4")));
  }

  /** Its version line, or what it says instead. */
  String version() {
    String line = Programs.firstLine(executable.toString(), "-v");
    return line.replaceFirst(" Copyright.*", "");
  }

  /** Writes the script of a workload. */
  static void script(Workload workload, Path file) {
    StringBuilder out = new StringBuilder();
    out.append("wrk.path = \"").append(workload.path()).append("\"\n");
    if (workload.bodyBytes() > 0) {
      out.append("wrk.method = \"POST\"\n");
      out.append("wrk.headers[\"content-type\"] = \"application/json\"\n");
      out.append("local requests = {}\n");
      out.append("init = function(arguments)\n");
      for (int i = 0; i < workload.prompts(); i++) {
        out.append("  requests[").append(i + 1).append("] = wrk.format(nil, nil, nil, [[");
        out.append(workload.body(i)).append("]])\n");
      }
      out.append("end\nlocal next = 0\n");
      out.append("request = function()\n");
      out.append("  next = next % ").append(workload.prompts()).append(" + 1\n");
      out.append("  return requests[next]\nend\n");
    }
    out.append("done = function(summary, latency, requests)\n");
    out.append("  local e = summary.errors\n");
    out.append("  io.write(string.format(\"figures requests=%d micros=%d errors=%d ");
    out.append("p50=%.0f p99=%.0f p999=%.0f\\n\", summary.requests, summary.duration, ");
    out.append("e.connect + e.read + e.write + e.status + e.timeout, ");
    out.append("latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))\n");
    out.append("end\n");
    try {
      Files.writeString(file, out.toString());
    } catch (IOException e) {
      throw new BenchException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Loads a port of this machine for so many seconds, of which wrk knows whole ones. */
  Load run(Path script, int port, int connections, int seconds) {
    ProcessBuilder builder =
        new ProcessBuilder(
            executable.toString(),
            "-t1",
            "-c" + connections,
            "-d" + seconds + "s",
            "--timeout",
            "10s",
            "-s",
            script.toString(),
            "http://127.0.0.1:" + port + "/");
    builder.redirectErrorStream(true);
    Process process = null;
    try {
      Path output = Files.createTempFile(script.getParent(), "wrk-", ".txt");
      process = builder.redirectOutput(output.toFile()).start();
      if (!process.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS)) {
        throw new BenchException("wrk: did not end " + GRACE_SECONDS + " s after its time");
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return read(text);
    } catch (IOException e) {
      throw new BenchException("wrk: cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("wrk: interrupted", e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  static Load read(String output) {
    Matcher figures = FIGURES.matcher(output);
    if (!figures.find()) {
      String last = output.lines().reduce("nothing", (earlier, later) -> later);
      throw new BenchException("wrk: told no figures, but: " + last.strip());
    }
    return new Load(
        Long.parseLong(figures.group(1)),
        Long.parseLong(figures.group(2)),
        Long.parseLong(figures.group(3)),
        Double.parseDouble(figures.group(4)),
        Double.parseDouble(figures.group(5)),
        Double.parseDouble(figures.group(6)));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "wrk at %s", executable);
  }
}
