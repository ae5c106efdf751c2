package dev.samovar.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The bootstrap of an Envoy that has one filter, one route and one server behind it, so that what
 * differs between two of them is the filter. Its own ports are free ones unless one is given.
 */
final class BareProxy {

  private static final String EXTENSIONS = "type.googleapis.com/envoy.extensions.";
  private static final String HTTP_FILTERS = EXTENSIONS + "filters.http.";
  private static final int BUFFER_LIMIT = 33_554_432;

  private final ArrayNode filters = Json.MAPPER.createArrayNode();
  private final ArrayNode clusters = Json.MAPPER.createArrayNode();
  private final ArrayNode addresses = Json.MAPPER.createArrayNode();
  private ObjectNode routes;
  private int port;

  /** A proxy that sends everything to a server on this machine. */
  static BareProxy to(int port) {
    BareProxy proxy = new BareProxy();
    proxy.cluster("up", port);
    proxy.routes =
        Json.parse(
            "{\"virtual_hosts\":[{\"name\":\"v\",\"domains\":[\"*\"],\"routes\":[{\"match\":{\"prefix\":\"/\"},"
                + "\"route\":{\"cluster\":\"up\",\"timeout\":\"0s\"}}]}]}");
    return proxy;
  }

  /** A proxy that answers everything itself, with JSON. */
  static BareProxy answering(String body) {
    BareProxy proxy = new BareProxy();
    proxy.routes =
        Json.parse(
            "{\"virtual_hosts\":[{\"name\":\"v\",\"domains\":[\"*\"],\"routes\":[{\"match\":{\"prefix\":\"/\"},"
                + "\"direct_response\":{\"status\":200,\"body\":{\"inline_string\":\"\"}},"
                + "\"response_headers_to_add\":[{\"header\":{\"key\":\"content-type\",\"value\":\"application/json\"},"
                + "\"append_action\":\"OVERWRITE_IF_EXISTS_OR_ADD\"}]}]}]}");
    ((ObjectNode) proxy.routes.at("/virtual_hosts/0/routes/0/direct_response/body"))
        .put("inline_string", body);
    return proxy;
  }

  /** Answers requests that carry the header with this value with another body. */
  BareProxy answering(String header, String value, String body) {
    ArrayNode list = (ArrayNode) routes.at("/virtual_hosts/0/routes");
    ObjectNode route = list.get(list.size() - 1).deepCopy();
    ((ObjectNode) route.at("/direct_response/body")).put("inline_string", body);
    matching(route, header).putObject("string_match").put("exact", value);
    list.insert(0, route);
    return this;
  }

  /** Sends requests that carry the header to a server on this machine instead. */
  BareProxy sending(String header, int port) {
    cluster(header, port);
    ObjectNode route = Json.parse("{\"match\":{\"prefix\":\"/\"},\"route\":{\"timeout\":\"0s\"}}");
    ((ObjectNode) route.get("route")).put("cluster", header);
    matching(route, header).put("present_match", true);
    ((ArrayNode) routes.at("/virtual_hosts/0/routes")).insert(0, route);
    return this;
  }

  private static ObjectNode matching(ObjectNode route, String header) {
    return ((ObjectNode) route.get("match")).putArray("headers").addObject().put("name", header);
  }

  BareProxy cluster(String name, int port) {
    ObjectNode cluster =
        Json.parse("{\"type\":\"STATIC\",\"connect_timeout\":\"1s\",\"load_assignment\":{}}");
    cluster.put("name", name);
    ObjectNode assignment = (ObjectNode) cluster.get("load_assignment");
    assignment.put("cluster_name", name);
    assignment
        .putArray("endpoints")
        .addObject()
        .putArray("lb_endpoints")
        .addObject()
        .putObject("endpoint")
        .putObject("address")
        .putObject("socket_address")
        .put("address", "127.0.0.1")
        .put("port_value", port);
    clusters.add(cluster);
    return this;
  }

  /** Listens at a port of one's own, and there at so many more addresses of this machine. */
  BareProxy listening(int port, List<String> more) {
    this.port = port;
    for (String address : more) {
      addresses
          .addObject()
          .putObject("address")
          .putObject("socket_address")
          .put("address", address)
          .put("port_value", port);
    }
    return this;
  }

  BareProxy buffer() {
    filter("buffer", "buffer.v3.Buffer").put("max_request_bytes", 30_000_000);
    return this;
  }

  BareProxy lua(String source) {
    filter("lua", "lua.v3.Lua").putObject("default_source_code").put("inline_string", source);
    return this;
  }

  BareProxy wasm(Path module, String configuration) {
    ObjectNode config = filter("wasm", "wasm.v3.Wasm").putObject("config");
    config
        .put("name", "w")
        .put("root_id", "w")
        .put("allow_on_headers_stop_iteration", true)
        .putObject("configuration")
        .put("@type", "type.googleapis.com/google.protobuf.StringValue")
        .put("value", configuration);
    config
        .putObject("vm_config")
        .put("vm_id", "w")
        .put("runtime", "envoy.wasm.runtime.v8")
        .putObject("code")
        .putObject("local")
        .put("filename", module.toString());
    return this;
  }

  /** An external processor that reads whole bodies and leaves answers alone. */
  BareProxy externalProcessor(int port) {
    cluster("ext_proc", port);
    ObjectNode cluster = (ObjectNode) clusters.get(clusters.size() - 1);
    cluster
        .putObject("typed_extension_protocol_options")
        .putObject("envoy.extensions.upstreams.http.v3.HttpProtocolOptions")
        .put("@type", EXTENSIONS + "upstreams.http.v3.HttpProtocolOptions")
        .putObject("explicit_http_config")
        .putObject("http2_protocol_options");
    ObjectNode filter = filter("ext_proc", "ext_proc.v3.ExternalProcessor");
    filter.put("message_timeout", "5s");
    filter.putObject("grpc_service").putObject("envoy_grpc").put("cluster_name", "ext_proc");
    filter
        .putObject("processing_mode")
        .put("request_header_mode", "SEND")
        .put("request_body_mode", "BUFFERED")
        .put("response_header_mode", "SKIP");
    return this;
  }

  private ObjectNode filter(String name, String type) {
    ObjectNode filter = filters.addObject().put("name", name);
    return filter.putObject("typed_config").put("@type", HTTP_FILTERS + type);
  }

  /** The whole bootstrap. */
  ObjectNode bootstrap() {
    ObjectNode out =
        Json.parse(
            "{\"admin\":{\"address\":{\"socket_address\":{\"address\":\"127.0.0.1\",\"port_value\":0}}},"
                + "\"static_resources\":{\"listeners\":[{\"name\":\"gateway\",\"address\":"
                + "{\"socket_address\":{\"address\":\"127.0.0.1\",\"port_value\":0}},"
                + "\"filter_chains\":[{\"filters\":[]}]}]}}");
    ObjectNode listener = (ObjectNode) out.at("/static_resources/listeners/0");
    listener.put("per_connection_buffer_limit_bytes", BUFFER_LIMIT);
    ((ObjectNode) listener.at("/address/socket_address")).put("port_value", port);
    if (!addresses.isEmpty()) {
      listener.set("additional_addresses", addresses);
    }
    ObjectNode manager =
        ((ArrayNode) listener.at("/filter_chains/0/filters"))
            .addObject()
            .put("name", "http")
            .putObject("typed_config")
            .put(
                "@type",
                EXTENSIONS + "filters.network.http_connection_manager.v3.HttpConnectionManager")
            .put("stat_prefix", "i")
            .put("generate_request_id", false);
    manager.set("route_config", routes);
    ArrayNode chain = manager.putArray("http_filters").addAll(filters);
    chain
        .addObject()
        .put("name", "router")
        .putObject("typed_config")
        .put("@type", HTTP_FILTERS + "router.v3.Router");
    ((ObjectNode) out.get("static_resources")).set("clusters", clusters);
    return out;
  }

  /** Writes the bootstrap where an Envoy of that directory finds it. */
  void write(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("bootstrap.yaml"), Json.write(bootstrap()));
    } catch (IOException e) {
      throw new BenchException(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
