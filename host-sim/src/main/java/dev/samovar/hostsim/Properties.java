package dev.samovar.hostsim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code proxy_get_property} answers: text as it is, numbers as 8 bytes little-endian, truth
 * as one byte.
 *
 * <p>proxy-wasm ABI 0.2.1, "Properties"; names from Envoy's attributes.
 */
final class Properties {
  private Properties() {}

  static byte[] text(String value) {
    return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] number(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  static byte[] truth(boolean value) {
    return new byte[] {(byte) (value ? 1 : 0)};
  }

  /** A path as the map keys it: parts joined by NUL. */
  static String key(List<String> parts) {
    return String.join("\0", parts);
  }

  /** The value, or {@code null}. */
  static byte[] get(HostSim sim, HostContext context, byte[] rawPath) {
    String path = new String(rawPath, StandardCharsets.UTF_8);
    if (path.endsWith("\0")) {
      path = path.substring(0, path.length() - 1);
    }
    byte[] own = context.stream == null ? null : context.stream.properties().get(path);
    if (own == null && context.http != null) {
      own = context.http.attemptProperty(path);
    }
    if (own == null) {
      own = sim.properties().get(path);
    }
    if (own != null) {
      return own.clone();
    }
    List<String> parts = Arrays.asList(path.split("\0", -1));
    switch (parts.get(0)) {
      case "plugin_name" -> {
        return text(context.plugin == null ? "" : context.plugin.name());
      }
      case "plugin_root_id" -> {
        return text(context.plugin == null ? "" : context.plugin.rootId());
      }
      case "plugin_vm_id" -> {
        return text(sim.vmId());
      }
      default -> {
        return context.stream == null ? null : ofStream(sim, context, parts);
      }
    }
  }

  private static byte[] ofStream(HostSim sim, HostContext context, List<String> parts) {
    Stream stream = context.stream;
    Map<String, byte[]> filterState = stream.filterState();
    if (parts.size() == 1) {
      byte[] state = filterState.get("wasm." + parts.get(0));
      if (state != null) {
        return state.clone();
      }
    }
    if (parts.size() == 2 && parts.get(0).equals("filter_state")) {
      byte[] state = filterState.get(parts.get(1));
      return state == null ? null : state.clone();
    }
    Headers request = context.http == null ? null : context.http.headers(Side.REQUEST);
    Headers response = context.http == null ? null : context.http.headers(Side.RESPONSE);
    String name = parts.size() < 2 ? "" : parts.get(1);
    return switch (parts.get(0)) {
      case "request" -> request(sim, stream, request, parts, name);
      case "response" -> response(stream, response, parts, name);
      case "connection" ->
          name.equals("mtls")
              ? truth(false)
              : name.equals("requested_server_name") ? text("") : null;
      case "metadata" -> parts.size() == 1 ? text("") : null;
      case "upstream" ->
          name.equals("request_attempt_count")
              ? number(stream.attempts().size())
              : name.equals("transport_failure_reason") && !stream.attempts().isEmpty()
                  ? text("")
                  : null;
      case "connection_id" -> number(stream.number());
      case "source" ->
          name.equals("address")
              ? text("127.0.0.1:50000")
              : name.equals("port") ? number(50000) : null;
      case "destination" ->
          name.equals("address")
              ? text("127.0.0.1:10000")
              : name.equals("port") ? number(10000) : null;
      case "xds" ->
          stream.cluster() == null
              ? null
              : name.equals("cluster_name")
                  ? text(stream.cluster())
                  : name.equals("route_name") ? text("") : null;
      case "cluster_name" ->
          sim.profile().isHigress() && stream.cluster() != null ? text(stream.cluster()) : null;
      default -> null;
    };
  }

  private static byte[] request(
      HostSim sim, Stream stream, Headers headers, List<String> parts, String name) {
    if (name.equals("time")) {
      return number(sim.clock.nanos());
    }
    if (name.equals("protocol")) {
      return text("HTTP/1.1");
    }
    if (name.equals("size")) {
      String length = headers == null ? null : headers.get("content-length");
      return number(
          length != null && length.matches("[0-9]{1,18}")
              ? Long.parseLong(length)
              : stream.requestBytes());
    }
    if (name.equals("total_size")) {
      return number(stream.requestBytes() + (headers == null ? 0 : headers.byteSize()));
    }
    if (headers == null) {
      return null;
    }
    String path = headers.get(":path");
    int query = path == null ? -1 : path.indexOf('?');
    return switch (name) {
      case "path" -> text(path);
      case "url_path" -> text(query < 0 ? path : path.substring(0, query));
      case "query" -> text(query < 0 ? "" : path.substring(query + 1));
      case "host" -> text(headers.get(":authority"));
      case "method" -> text(headers.get(":method"));
      case "scheme" -> text(headers.get(":scheme"));
      case "referer" -> text(headers.get("referer"));
      case "useragent" -> text(headers.get("user-agent"));
      case "id" -> text(headers.get("x-request-id"));
      case "headers" -> parts.size() < 3 ? null : text(headers.get(parts.get(2)));
      default -> null;
    };
  }

  private static byte[] response(Stream stream, Headers headers, List<String> parts, String name) {
    if (name.equals("code_details")) {
      String details = stream.responseDetails();
      return details.isEmpty() ? null : text(details);
    }
    if (name.equals("size")) {
      return number(stream.downstream().arrived());
    }
    if (name.equals("total_size")) {
      return number(stream.downstream().arrived() + (headers == null ? 0 : headers.byteSize()));
    }
    if (name.equals("grpc_status")) {
      return grpcStatus(headers, stream.responseCode());
    }
    if (name.equals("flags")) {
      return number(stream.responseFlags());
    }
    if (name.equals("code")) {
      int code = stream.responseCode();
      return code < 0 ? null : number(code);
    }
    return name.equals("headers") && headers != null && parts.size() > 2
        ? text(headers.get(parts.get(2)))
        : null;
  }

  /** The status of gRPC, or what gRPC makes of HTTP's. */
  private static byte[] grpcStatus(Headers headers, int code) {
    String status = headers == null ? null : headers.get("grpc-status");
    if (status != null && status.matches("[0-9]{1,9}")) {
      return number(Long.parseLong(status));
    }
    return switch (code) {
      case -1 -> null;
      case 400 -> number(13);
      case 401 -> number(16);
      case 403 -> number(7);
      case 404 -> number(12);
      case 429, 502, 503, 504 -> number(14);
      default -> number(2);
    };
  }

  /** Names of what Envoy lets {@code set_envoy_filter_state} make. */
  static Map<String, String> filterStateFactories() {
    Map<String, String> known = new HashMap<>();
    known.put("envoy.string", "text");
    known.put("envoy.ratelimit.hits_addend", "number");
    return known;
  }
}
