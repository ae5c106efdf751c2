package dev.samovar.hostsim.probe;

import dev.samovar.proxywasm.Action;
import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.HeaderPairs;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.MetricType;
import dev.samovar.proxywasm.SharedValue;
import dev.samovar.proxywasm.StreamType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a script can do; each op logs what the host answered. */
final class Ops {
  private final Host host;
  private final BufferType body;
  private final Caller caller;
  private boolean silent;

  /** Starts a callout. */
  interface Caller {
    void call(String cluster, String path, int timeout);
  }

  /**
   * @param body the body that this phase may change, or {@code null}
   */
  Ops(Host host, BufferType body, Caller caller) {
    this.host = host;
    this.body = body;
    this.caller = caller;
  }

  Action run(List<String> ops, boolean end) {
    Action action = Action.CONTINUE;
    for (String op : ops) {
      String text = op;
      if (op.startsWith("?") || op.startsWith("!")) {
        if (op.startsWith("?") != end) {
          continue;
        }
        text = op.substring(1);
      }
      if (text.equals("pause")) {
        action = Action.PAUSE;
      } else {
        one(Script.split(text, ' '));
      }
    }
    return action;
  }

  private void one(List<String> w) {
    switch (w.get(0)) {
      case "log" -> host.log(LogLevel.WARN, Script.bytes(w.get(1)));
      case "get" -> say(w, text(host.header(map(w.get(1)), Script.bytes(w.get(2)))));
      case "pairs" -> {
        byte[] pairs = host.headerPairs(map(w.get(1)));
        say(w, pairs == null ? "null" : HeaderPairs.decode(pairs).isEmpty() ? "none" : "some");
      }
      case "set" -> say(w, host.replaceHeader(map(w.get(1)), arg(w, 2), arg(w, 3)).toString());
      case "add" -> say(w, host.addHeader(map(w.get(1)), arg(w, 2), arg(w, 3)).toString());
      case "del" -> say(w, host.removeHeader(map(w.get(1)), arg(w, 2)).toString());
      case "size" -> say(w, String.valueOf(host.bufferSize(buffer(w.get(1)))));
      case "read" -> {
        byte[] into = new byte[64];
        int count =
            host.readBuffer(buffer(w.get(1)), number(w, 2), into, 0, Math.min(64, number(w, 3)));
        say(w, count + " " + (count > 0 ? new String(into, 0, count, StandardCharsets.UTF_8) : ""));
      }
      case "replace" -> write(w, body, 0, Integer.MAX_VALUE, w.get(1));
      case "prepend" -> write(w, body, 0, 0, w.get(1));
      case "append" -> write(w, body, Integer.MAX_VALUE, 0, w.get(1));
      case "write" -> write(w, buffer(w.get(1)), number(w, 2), number(w, 3), w.get(4));
      case "reply" ->
          say(
              w,
              host.sendLocalResponse(
                      number(w, 1),
                      Script.bytes("probe"),
                      Script.bytes(w.size() > 2 ? w.get(2) : ""),
                      HeaderPairs.of("x-local", "1"),
                      -1)
                  .toString());
      case "call" -> caller.call(w.get(1), w.get(2), number(w, 3));
      case "continue" -> say(w, host.continueStream(StreamType.HTTP_REQUEST).toString());
      case "continue-response" -> say(w, host.continueStream(StreamType.HTTP_RESPONSE).toString());
      case "close" -> say(w, host.closeStream(StreamType.HTTP_REQUEST).toString());
      case "clear" -> say(w, text(host.callForeignFunction(arg(w, 0, "clear_route_cache"), null)));
      case "foreign" -> say(w, text(host.callForeignFunction(arg(w, 1), arg(w, 2))));
      case "prop" -> say(w, text(host.property(arg(w, 1, w.get(1).replace('.', '\0')))));
      case "proplen" -> {
        byte[] value = host.property(arg(w, 1, w.get(1).replace('.', '\0')));
        say(w, value == null ? "null" : String.valueOf(value.length));
      }
      case "setprop" -> say(w, host.setProperty(arg(w, 1), arg(w, 2)).toString());
      case "tick" -> say(w, host.setTickPeriod(number(w, 1)).toString());
      case "put" -> say(w, host.setSharedData(arg(w, 1), arg(w, 2), number(w, 3)).toString());
      case "fetch" -> {
        SharedValue value = host.sharedData(arg(w, 1));
        say(w, value == null ? "null" : text(value.value()));
      }
      case "cas" -> {
        SharedValue value = host.sharedData(arg(w, 1));
        int version = value == null ? 0 : value.cas();
        say(w, host.setSharedData(arg(w, 1), arg(w, 2), version).toString());
      }
      case "count" ->
          say(w, host.incrementMetric(metric(MetricType.COUNTER, w), number(w, 2)).toString());
      case "gauge" ->
          say(w, host.recordMetric(metric(MetricType.GAUGE, w), number(w, 2)).toString());
      case "histogram" ->
          say(w, host.recordMetric(metric(MetricType.HISTOGRAM, w), number(w, 2)).toString());
      case "register" -> say(w, host.registerSharedQueue(arg(w, 1)) > 0 ? "OK" : "none");
      case "enqueue" -> {
        int token = host.resolveSharedQueue(new byte[0], arg(w, 1));
        say(w, token < 0 ? "none" : host.enqueueSharedQueue(token, arg(w, 2)).toString());
      }
      case "silent" -> silent = true;
      case "grpc" ->
          say(
              w,
              host.grpcCall(
                          Script.bytes("grpc-cluster"),
                          Script.bytes("pkg.Service"),
                          Script.bytes("Method"),
                          null,
                          arg(w, 1),
                          1000)
                      > 0
                  ? "OK"
                  : "none");
      case "grpc-stream" -> {
        int token =
            host.grpcStream(
                Script.bytes("grpc-cluster"),
                Script.bytes("pkg.Service"),
                Script.bytes("Method"),
                null);
        say(w, host.grpcSend(token, arg(w, 1), false).toString());
      }
      case "effective" -> say(w, host.setEffectiveContext(number(w, 1)).toString());
      case "done" -> say(w, host.done().toString());
      case "throw" -> throw new IllegalStateException("asked to");
      case "trap" -> recurse(0);
      case "loop" -> {
        while (host.currentTimeNanos() > 0) {
          host.logLevel();
        }
      }
      default -> Script.line(host, "unknown op " + w.get(0));
    }
  }

  /** Exhausts the stack, which no barrier can catch in the compiled module. */
  private int recurse(int depth) {
    return depth < 0 ? 0 : 1 + recurse(depth + 1) + recurse(depth + 2);
  }

  private int metric(MetricType type, List<String> w) {
    return host.defineMetric(type, arg(w, 1));
  }

  private void write(List<String> w, BufferType buffer, int start, int length, String text) {
    byte[] bytes = Script.bytes(text);
    say(w, host.writeBuffer(buffer, start, length, bytes, 0, bytes.length).toString());
  }

  private void say(List<String> words, String answer) {
    if (silent) {
      return;
    }
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      line.append(word).append(' ');
    }
    Script.line(host, line.append("-> ").append(answer).toString());
  }

  private static byte[] arg(List<String> words, int at) {
    return arg(words, at, words.size() > at ? unescaped(words.get(at)) : "");
  }

  /**
   * What a header line cannot carry: {@code ^r}, {@code ^n}, {@code ^0} and {@code ^s}, a blank.
   */
  private static String unescaped(String word) {
    return word.replace("^r", "\r").replace("^n", "\n").replace("^0", "\0").replace("^s", " ");
  }

  private static byte[] arg(List<String> words, int at, String value) {
    return Script.bytes(value);
  }

  private static int number(List<String> words, int at) {
    return words.size() > at ? Integer.parseInt(words.get(at)) : 0;
  }

  private static MapType map(String name) {
    return switch (name) {
      case "rh" -> MapType.HTTP_REQUEST_HEADERS;
      case "rt" -> MapType.HTTP_REQUEST_TRAILERS;
      case "sh" -> MapType.HTTP_RESPONSE_HEADERS;
      case "st" -> MapType.HTTP_RESPONSE_TRAILERS;
      default -> MapType.HTTP_CALL_RESPONSE_HEADERS;
    };
  }

  private static BufferType buffer(String name) {
    return switch (name) {
      case "rb" -> BufferType.HTTP_REQUEST_BODY;
      case "sb" -> BufferType.HTTP_RESPONSE_BODY;
      case "cfg" -> BufferType.PLUGIN_CONFIGURATION;
      case "vm" -> BufferType.VM_CONFIGURATION;
      default -> BufferType.HTTP_CALL_RESPONSE_BODY;
    };
  }

  private static String text(byte[] value) {
    return value == null ? "null" : new String(value, StandardCharsets.UTF_8);
  }

  static byte[] callHeaders(String path) {
    return HeaderPairs.of(":method", "GET", ":path", path, ":authority", "agent");
  }

  static void callAnswer(Host host, int headers, int size, int trailers) {
    byte[] status = host.header(MapType.HTTP_CALL_RESPONSE_HEADERS, Script.bytes(":status"));
    byte[] body = new byte[size];
    host.readBuffer(BufferType.HTTP_CALL_RESPONSE_BODY, 0, body, 0, size);
    Script.line(
        host,
        "answer "
            + (headers > 0 ? "headers" : "no-headers")
            + " "
            + text(status)
            + " "
            + size
            + " "
            + trailers
            + " "
            + text(body));
  }
}
