package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.envoy.EnvoyBinary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A project of its own for a test, whose modules are those of the checkout, so that what a test
 * starts and what a developer runs do not meet. Runs {@code ./samovar} as a user does.
 */
final class Samovar implements AutoCloseable {

  static final Duration DEADLINE = Duration.ofSeconds(120);

  /** New session, and signals as a terminal's shell gives them to a program. */
  private static final String AS_FROM_A_TERMINAL =
      "import os, signal, sys\n"
          + "os.setsid()\n"
          + "for s in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM): signal.signal(s, signal.SIG_DFL)\n"
          + "os.execvp(sys.argv[1], sys.argv[1:])";

  private final Path root;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  /** A fresh project under {@code target}, where it stays for who wants to read the logs. */
  Samovar() {
    Path place = Checkout.root().resolve("launcher/target/it");
    try {
      Files.createDirectories(place);
      root = Files.createTempDirectory(place, "project-");
      Files.createDirectories(root.resolve(".samovar"));
      for (String part :
          new String[] {
            "pom.xml", "filter", "metrics-agent", "llm-sim", "envoy", "launcher", "deploy"
          }) {
        Files.createSymbolicLink(root.resolve(part), Checkout.root().resolve(part));
      }
      Files.copy(Checkout.root().resolve("samovar"), root.resolve("samovar"));
      // All is built by now; a source that is saved meanwhile must not start a build.
      Files.writeString(root.resolve(".samovar/built"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path root() {
    return root;
  }

  /** One call of the script, and what it has printed. */
  final class Call {

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Call(Process process) {
      this.process = process;
      reader =
          new Thread(
              () -> {
                try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                  output.lines().forEach(lines::add);
                } catch (IOException | UncheckedIOException e) {
                  lines.add(e.toString());
                }
              });
      reader.start();
    }

    long pid() {
      return process.pid();
    }

    List<String> lines() {
      return List.copyOf(lines);
    }

    String text() {
      return String.join("\n", lines);
    }

    /** Waits for a line in which the pattern is found, and gives its first group. */
    String await(String pattern) {
      Pattern wanted = Pattern.compile(pattern);
      String[] found = new String[1];
      until(
          () -> {
            for (String line : lines) {
              Matcher matcher = wanted.matcher(line);
              if (matcher.find()) {
                found[0] = matcher.group(matcher.groupCount());
                return true;
              }
            }
            assertThat(process.isAlive()).as("waits for %s in:%n%s", pattern, text()).isTrue();
            return false;
          },
          pattern + " in\n" + text());
      return found[0];
    }

    int exitCode() {
      try {
        assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as(text()).isTrue();
        reader.join(DEADLINE.toMillis());
        return process.exitValue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** Sends a signal to the process, or to its whole group as a terminal does. */
    void signal(String name, boolean group) {
      try {
        String target = (group ? "-" : "") + process.pid();
        // The shell's own: not every machine has a program of that name.
        new ProcessBuilder("bash", "-c", "kill -s \"$0\" -- \"$1\"", name, target)
            .start()
            .waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    String gateway() {
      return await("gateway +(http://\\S+)");
    }

    int redisPort() {
      return Integer.parseInt(await("Redis +127\\.0\\.0\\.1:(\\d+)"));
    }
  }

  /** {@code ./samovar up} with any free ports. */
  Call up(String... more) {
    List<String> arguments = new ArrayList<>(List.of("up"));
    for (String flag : new String[] {"gateway", "admin", "agent", "redis"}) {
      arguments.addAll(List.of("--" + flag + "-port", "0"));
    }
    arguments.addAll(List.of("--envoy", EnvoyBinary.find().path().toString()));
    arguments.addAll(List.of(more));
    return call(arguments.toArray(new String[0]));
  }

  Call call(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("python3", "-c", AS_FROM_A_TERMINAL, root.resolve("samovar").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("REDIS_URI");
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    try {
      Call call = new Call(builder.start());
      calls.add(call);
      return call;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processes whose command line names this project, without the given one. */
  List<String> processes() {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .map(process -> process.pid() + " " + process.info().commandLine().orElse(""))
        .filter(line -> line.contains(root.toString()))
        .toList();
  }

  /** The process of this project whose command line holds the text. */
  ProcessHandle process(String part) {
    String line =
        processes().stream().filter(text -> text.contains(part)).findFirst().orElseThrow();
    return ProcessHandle.of(Long.parseLong(line.substring(0, line.indexOf(' ')))).orElseThrow();
  }

  void awaitNoProcess() {
    until(() -> processes().isEmpty(), "no process of " + root);
  }

  HttpResponse<String> ask(String gateway, String body) {
    return send(gateway + "/masgod/v1/chat/completions", body);
  }

  HttpResponse<String> send(String uri, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri))
            .timeout(DEADLINE)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return send(request);
  }

  HttpResponse<String> get(String uri) {
    return send(HttpRequest.newBuilder(URI.create(uri)).timeout(DEADLINE).build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The model that an answer names, which is the provider's. */
  static String model(HttpResponse<String> answer) {
    String text = answer.body();
    int at = text.indexOf("\"model\": \"") + "\"model\": \"".length();
    return text.substring(at, text.indexOf('"', at));
  }

  /** What {@code redis-cli} does, by hand. */
  static String redis(int port, String command) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) DEADLINE.toMillis());
      socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void until(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the deadline of: " + what).isLessThan(end);
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    call("down").exitCode();
    for (Call call : calls) {
      call.process.destroyForcibly();
    }
  }
}
