package dev.samovar.hostsim.cli;

import dev.samovar.hostsim.Fault;
import dev.samovar.hostsim.Header;
import dev.samovar.hostsim.Headers;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HttpCallout;
import dev.samovar.hostsim.LogLine;
import dev.samovar.hostsim.Message;
import dev.samovar.hostsim.Metric;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.TrapException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a run did, for people or as JSON. */
final class Report {
  private final HostSim sim;
  private final Stream stream;
  private final boolean ended;

  Report(HostSim sim, Stream stream, boolean ended) {
    this.sim = sim;
    this.stream = stream;
    this.ended = ended;
  }

  String text() {
    StringBuilder out = new StringBuilder();
    Message upstream = stream.upstream();
    if (upstream.started()) {
      out.append("upstream").append(upstream.ended() ? "" : " (not ended)").append('\n');
      message(out, upstream);
    } else {
      out.append("upstream: nothing\n");
    }
    stream
        .localReply()
        .ifPresent(
            reply -> {
              out.append("local reply ").append(reply.status());
              out.append(" (").append(escaped(reply.details())).append(")\n");
            });
    Message downstream = stream.downstream();
    if (downstream.started()) {
      out.append("downstream").append(downstream.ended() ? "" : " (not ended)").append('\n');
      message(out, downstream);
    } else {
      out.append("downstream: nothing\n");
    }
    for (HttpCallout call : sim.callouts()) {
      out.append("callout ")
          .append(escaped(call.cluster()))
          .append(' ')
          .append(escaped(call.headers().get(":method")));
      out.append(' ').append(escaped(call.path())).append(call.isPending() ? " (no answer)" : "");
      out.append('\n');
      if (!call.text().isEmpty()) {
        body(out, call.text());
      }
    }
    for (Metric metric : sim.metrics()) {
      out.append("metric ").append(escaped(metric.toString())).append('\n');
    }
    for (LogLine line : sim.logs()) {
      out.append("log ").append(escaped(line.toString())).append('\n');
    }
    for (Fault fault : sim.faults()) {
      out.append("fault ").append(escaped(fault.toString())).append('\n');
    }
    for (TrapException trap : sim.traps()) {
      out.append("trap ").append(escaped(trap.getMessage())).append('\n');
    }
    return out.append(ended ? "stream ended\n" : "stream is open\n").toString();
  }

  private static void message(StringBuilder out, Message message) {
    for (Header header : message.headers()) {
      out.append("  ").append(escaped(header.toString())).append('\n');
    }
    if (!message.text().isEmpty()) {
      out.append('\n');
      body(out, message.text());
    }
    if (message.trailers() != null) {
      message
          .trailers()
          .forEach(trailer -> out.append("  ").append(escaped(trailer.toString())).append('\n'));
    }
  }

  private static void body(StringBuilder out, String text) {
    text.lines().forEach(line -> out.append("  ").append(escaped(line)).append('\n'));
  }

  /** Text of the filter in one line, without what a terminal would obey. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c >= 0x7f && c < 0xa0) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  /** What {@code --json} prints where there is no run to report. */
  static String error(String message, int code) {
    Json json = new Json();
    json.begin('{');
    json.key("error").value(message);
    json.key("exitCode").value(code);
    return json.end('}').toString();
  }

  String json() {
    Json json = new Json();
    json.begin('{');
    json.key("ended").value(ended);
    json.key("upstream");
    message(json, stream.upstream());
    json.key("downstream");
    message(json, stream.downstream());
    json.key("localReply");
    if (stream.localReply().isPresent()) {
      json.begin('{');
      json.key("status").value(stream.localReply().get().status());
      json.key("details").value(stream.localReply().get().details());
      json.key("headers");
      headers(json, stream.localReply().get().headers());
      json.key("body").value(stream.localReply().get().text());
      json.end('}');
    } else {
      json.nothing();
    }
    json.key("routeCacheCleared").value(stream.routeCacheCleared());
    callouts(json);
    json.key("metrics").begin('[');
    for (Metric metric : sim.metrics()) {
      json.begin('{');
      json.key("type").value(metric.type().name().toLowerCase(Locale.ROOT));
      json.key("name").value(metric.name());
      json.key("value").value(metric.value());
      json.end('}');
    }
    json.end(']');
    json.key("logs").begin('[');
    for (LogLine line : sim.logs()) {
      json.begin('{');
      json.key("level").value(line.level().name().toLowerCase(Locale.ROOT));
      json.key("message").value(line.message());
      json.end('}');
    }
    json.end(']');
    strings(json, "faults", sim.faults().stream().map(Fault::toString).toList());
    strings(json, "traps", sim.traps().stream().map(TrapException::getMessage).toList());
    return json.end('}').toString();
  }

  private void callouts(Json json) {
    json.key("callouts").begin('[');
    for (HttpCallout call : sim.callouts()) {
      json.begin('{');
      json.key("cluster").value(call.cluster());
      json.key("timeoutMillis").value(call.timeout().toMillis());
      json.key("answered").value(!call.isPending());
      json.key("headers");
      headers(json, call.headers());
      json.key("body").value(call.text());
      json.end('}');
    }
    json.end(']');
  }

  private static void strings(Json json, String name, List<String> values) {
    json.key(name).begin('[');
    values.forEach(json::value);
    json.end(']');
  }

  private static void message(Json json, Message message) {
    if (!message.started()) {
      json.nothing();
      return;
    }
    json.begin('{');
    json.key("headers");
    headers(json, message.headers());
    json.key("body").value(message.text());
    json.key("trailers");
    headers(json, message.trailers() == null ? new Headers() : message.trailers());
    json.key("ended").value(message.ended());
    json.end('}');
  }

  /** An object; a name with several values has an array of them. */
  private static void headers(Json json, Headers headers) {
    json.begin('{');
    Set<String> seen = new HashSet<>();
    for (Header header : headers) {
      if (seen.add(header.name())) {
        json.key(header.name());
        List<String> values = headers.all(header.name());
        if (values.size() == 1) {
          json.value(values.get(0));
        } else {
          json.begin('[');
          values.forEach(json::value);
          json.end(']');
        }
      }
    }
    json.end('}');
  }
}
