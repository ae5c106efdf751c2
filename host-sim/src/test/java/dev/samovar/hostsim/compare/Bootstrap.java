package dev.samovar.hostsim.compare;

import dev.samovar.hostsim.compare.Scenario.Variant;
import java.nio.file.Path;

/** Envoy's configuration for all variants: one listener each, with a VM of its own. */
final class Bootstrap {
  private Bootstrap() {}

  static String of(Path module, int upstreamPort, int agentPort) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
        static_resources:
          listeners:
        """);
    for (Variant variant : Variant.values()) {
      text.append(listener(variant, module));
    }
    text.append("  clusters:\n");
    text.append(cluster("up", upstreamPort, ""));
    text.append(cluster("up2", upstreamPort, wasm("UPSTREAM", "name=up", module, "FAIL_CLOSED")));
    text.append(cluster("agent", agentPort, ""));
    text.append(cluster("dead", 1, ""));
    return text.toString();
  }

  /** One listener, whose filter is configured by a watched file. */
  static String watching(Path file, int upstreamPort) {
    String discovery =
        """
        - name: probe
          config_discovery:
            config_source: {path_config_source: {path: '%s', watched_directory: {path: '%s'}}}
            type_urls: ['type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm']
        """
            .formatted(file, file.getParent());
    return """
        admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
        static_resources:
          listeners:
        """
        + listener(Variant.HOLD, discovery)
        + "  clusters:\n"
        + cluster("up", upstreamPort, "");
  }

  /** What the watched file holds. */
  static String discovered(Path module, String configuration) {
    return """
    {"version_info": "%s", "resources": [{
      "@type": "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
      "name": "probe",
      "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
        "config": {
          "name": "probe", "root_id": "", "failure_policy": "FAIL_CLOSED",
          "allow_on_headers_stop_iteration": true,
          "configuration": {
            "@type": "type.googleapis.com/google.protobuf.StringValue", "value": "%s"},
          "vm_config": {
            "vm_id": "probe", "runtime": "envoy.wasm.runtime.v8",
            "code": {"local": {"filename": "%s"}}}}}}]}
    """
        .formatted(configuration, configuration, module);
  }

  private static String listener(Variant variant, Path module) {
    String policy = variant.name().startsWith("FAIL") ? variant.name() : "FAIL_CLOSED";
    Path code = variant == Variant.RUST ? OnSimulator.RUST.toAbsolutePath() : module;
    return listener(variant, wasm(variant.name(), configuration(variant), code, policy));
  }

  private static String listener(Variant variant, String filter) {
    boolean upstream = variant == Variant.UPSTREAM;
    return """
          - name: NAME
            address: {socket_address: {address: 127.0.0.1, port_value: 0}}
            PER_CONNECTION
            filter_chains:
            - filters:
              - name: hcm
                typed_config:
                  '@type': type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                  stat_prefix: NAME
                  codec_type: HTTP1
                  generate_request_id: false
                  http_protocol_options: {enable_trailers: true}
                  route_config:
                    name: r
                    virtual_hosts:
                    - name: v
                      domains: ['*']
                      routes:
                      - match: {prefix: /, headers: [{name: x-route, string_match: {exact: none}}]}
                        direct_response: {status: 404, body: {inline_string: noroute}}
                      - match: {prefix: /}
                        route: {cluster: CLUSTER, timeout: 5s RETRY}
                  http_filters:
                  # Asks for the route, so that it is cached before our filter runs.
                  - name: envoy.filters.http.cors
                    typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors}
                  WASM
                  - name: router
                    typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
        """
        .replace("WASM\n", indent(filter, 10).strip() + "\n")
        .replace("NAME", variant.name())
        .replace(
            "PER_CONNECTION",
            variant == Variant.SMALL ? "per_connection_buffer_limit_bytes: 1024" : "metadata: {}")
        .replace("CLUSTER", upstream ? "up2" : "up")
        .replace(
            "RETRY",
            upstream
                ? ", retry_policy: {retry_on: '5xx,reset', num_retries: 1, retry_back_off: {base_interval: 0.001s, max_interval: 0.002s}}"
                : "");
  }

  private static String configuration(Variant variant) {
    return switch (variant) {
      case UPSTREAM -> "name=in";
      case RUST -> "x-word";
      default -> "";
    };
  }

  private static String wasm(String name, String configuration, Path module, String policy) {
    return """
        - name: envoy.filters.http.wasm
          typed_config:
            '@type': type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm
            config:
              name: %s
              root_id: ''
              failure_policy: %s
              reload_config: {backoff: {base_interval: 0.1s}}
              allow_on_headers_stop_iteration: %s
              configuration: {'@type': type.googleapis.com/google.protobuf.StringValue, value: '%s'}
              vm_config:
                vm_id: %s
                runtime: envoy.wasm.runtime.v8
                code: {local: {filename: '%s'}}
        """
        .formatted(name, policy, !name.equals("NO_HOLD"), configuration, name, module);
  }

  private static String cluster(String name, int port, String filter) {
    String filters =
        filter.isEmpty()
            ? ""
            : "        http_filters:\n"
                + indent(filter, 8)
                + "        - name: codec\n"
                + "          typed_config: {'@type':"
                + " type.googleapis.com/envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec}\n";
    return """
      - name: NAME
        type: STATIC
        connect_timeout: 1s
        typed_extension_protocol_options:
          envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
            '@type': type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
            explicit_http_config: {http_protocol_options: {enable_trailers: true}}
    FILTERS
        load_assignment:
          cluster_name: NAME
          endpoints:
          - lb_endpoints:
            - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: PORT}}}
    """
        .replace("FILTERS\n", filters)
        .replace("NAME", name)
        .replace("PORT", String.valueOf(port));
  }

  private static String indent(String text, int spaces) {
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n")) {
      out.append(" ".repeat(spaces)).append(line).append('\n');
    }
    return out.toString();
  }
}
