package dev.samovar.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.envoy.EnvoyException;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks a child whether it is ready. */
interface Probe {

  Duration DEADLINE = Duration.ofSeconds(1);

  HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(DEADLINE).build();

  ObjectMapper JSON = new ObjectMapper();

  /**
   * Empty when the child is ready, else why it is not yet. Answers within a few seconds.
   *
   * @throws LauncherException when it never will be
   */
  Optional<String> ask();

  /** Ready when the path answers 200. */
  static Probe http(HostPort address, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(DEADLINE).build();
    return () -> {
      try {
        HttpResponse<String> response =
            CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return response.statusCode() == 200
            ? Optional.empty()
            : Optional.of(path + " answers " + response.statusCode() + " " + oneLine(response));
      } catch (IOException e) {
        return Optional.of(address + " does not answer");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.of("interrupted");
      }
    };
  }

  /** Ready when Redis answers PING. */
  static Probe redis(HostPort address) {
    return () -> {
      int millis = (int) DEADLINE.toMillis();
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
        socket.setSoTimeout(millis);
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = socket.getInputStream().readNBytes("+PONG".length());
        String text = new String(answer, StandardCharsets.US_ASCII);
        return text.equals("+PONG") ? Optional.empty() : Optional.of("PING answers " + text);
      } catch (IOException e) {
        return Optional.of(address + " does not answer");
      }
    };
  }

  /** Ready when Envoy serves its listener. */
  static Probe envoy(Path directory) {
    return () -> {
      try {
        return EnvoyProcess.serving(directory).isPresent()
            ? Optional.empty()
            : Optional.of("it does not serve yet");
      } catch (EnvoyException e) {
        throw new LauncherException(e.getMessage(), e);
      }
    };
  }

  /** The message of an error as the agent answers it, else the body. */
  private static String oneLine(HttpResponse<String> response) {
    String body = message(response.body()).replaceAll("\\s+", " ").strip();
    return body.length() > 200 ? body.substring(0, 200) + "…" : body;
  }

  private static String message(String body) {
    try {
      return JSON.readTree(body).path("error").path("message").asText(body);
    } catch (JsonProcessingException e) {
      return body;
    }
  }
}
