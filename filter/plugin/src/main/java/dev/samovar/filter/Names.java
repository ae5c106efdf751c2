package dev.samovar.filter;

import dev.samovar.core.text.Utf8;

/** Every name that the filter shares with the proxy, the agent or an operator. */
final class Names {
  static final byte[] METHOD = utf8(":method");
  static final byte[] PATH = utf8(":path");
  static final byte[] AUTHORITY = utf8(":authority");
  static final byte[] STATUS = utf8(":status");
  static final byte[] CONTENT_TYPE = utf8("content-type");
  static final byte[] APPLICATION_JSON = utf8("application/json");
  static final byte[] ACCEPT = utf8("accept");
  static final byte[] EXCHANGE = utf8("application/x-samovar-exchange");
  static final byte[] CONTENT_LENGTH = utf8("content-length");
  static final byte[] CONTENT_ENCODING = utf8("content-encoding");

  /** The model for the provider chosen, for filters that come after (header colouring). */
  static final byte[] TARGET_MODEL = utf8("x-rewrite-target-model");

  static final byte[] ROUTING_STRATEGY = utf8("routing-strategy");
  static final byte[] EXPLAIN = utf8("x-samovar-explain");
  static final byte[] RETRY_AFTER = utf8("retry-after");

  /** The decision, in the answer, for whoever asked for it. */
  static final byte[] DECISION = utf8("x-samovar-decision");

  /** The decision as filter state, for access logs. */
  static final byte[] DECISION_STATE = utf8("samovar.decision");

  /** The request's number among those of its VM, for the upstream placement. */
  static final byte[] TRIP = utf8("samovar.trip");

  /** Age of what the agent answers, milliseconds. */
  static final byte[] AGENT_AGE = utf8("x-samovar-age-ms");

  static final byte[] CLEAR_ROUTE_CACHE = utf8("clear_route_cache");

  static final byte[] ROUTE_NAME = utf8("route_name");
  static final byte[] CLUSTER_NAME = utf8("cluster_name");
  static final byte[] RESPONSE_FLAGS = path("response", "flags");

  static final byte[] UPSTREAM_ADDRESS = path("upstream", "address");
  static final byte[] NODE_ID = path("node", "id");

  /** The provider that an endpoint belongs to, as the cluster's configuration states it. */
  static final byte[] TRIED_PROVIDER =
      path("xds", "upstream_host_metadata", "filter_metadata", "samovar", "provider");

  /** The same, where the host names the chosen endpoint's metadata by its older path. */
  static final byte[] TRIED_PROVIDER_OLDER =
      path("upstream_host_metadata", "filter_metadata", "samovar", "provider");

  static final String SHARED_DATA = "samovar/1/";
  static final String METRICS = "samovar.";

  private Names() {}

  static byte[] utf8(String text) {
    return Utf8.encode(text);
  }

  static String text(byte[] utf8) {
    return utf8 == null ? null : Utf8.decode(utf8);
  }

  private static byte[] path(String... parts) {
    return utf8(String.join("\0", parts));
  }
}
