package dev.samovar.agent.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which EndpointSlices name targets, and which API server to ask for them. */
final class KubernetesReader {
  private static final Set<String> FIELDS =
      Texts.set("namespace", "service", "selector", "port", "apiServer", "tokenFile", "caFile");

  private final AccessReader access;

  KubernetesReader(AccessReader access) {
    this.access = access;
  }

  Optional<Discovery> read(Field field) {
    if (!field.isMapOf(FIELDS)) {
      return Optional.empty();
    }
    Optional<String> namespace = field.at("namespace").parsed(KubernetesReader::name);
    Map<String, String> selector = selector(field.at("selector"));
    field
        .at("service")
        .parsed(KubernetesReader::name)
        .ifPresent(service -> selector.put(Discovery.Kubernetes.SERVICE, service));
    if (field.at("service").isAbsent() == field.at("selector").isAbsent()) {
      field.error("must have one of: service, selector");
    }
    return Optional.of(
        new Discovery.Kubernetes(
            field.path(), namespace, selector, port(field.at("port")), api(field)));
  }

  private static Map<String, String> selector(Field field) {
    Map<String, String> selector = new LinkedHashMap<>();
    if (field.isAbsent()) {
      return selector;
    }
    if (!field.node().isObject() || field.node().isEmpty()) {
      field.error("must be a map of labels, such as { app: qwen }");
    }
    field
        .node()
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.matches("(?:[a-z0-9.-]{1,253}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
                field.at(name).error("must be the name of a label");
              }
              field
                  .at(name)
                  .parsed(KubernetesReader::label)
                  .ifPresent(value -> selector.put(name, value));
            });
    return selector;
  }

  private static Optional<String> port(Field field) {
    if (field.node().isIntegralNumber()) {
      long number = field.node().longValue();
      if (number < 1 || number > 65_535) {
        field.error("must be a port's name, or its number from 1 to 65535");
        return Optional.empty();
      }
      return Optional.of(Long.toString(number));
    }
    return field.parsed(
        text -> {
          if (!text.matches("[a-z0-9-]*[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("must be a port's name, or its number unquoted");
          }
          return text;
        });
  }

  private Optional<KubernetesApi> api(Field field) {
    Optional<URI> server = field.at("apiServer").parsed(KubernetesReader::server);
    Optional<Path> token = field.at("tokenFile").parsed(access::file);
    Optional<Path> ca = field.at("caFile").parsed(access::file);
    for (String name : new String[] {"tokenFile", "caFile"}) {
      if (!field.at(name).isAbsent() && field.at("apiServer").isAbsent()) {
        field.at(name).error("must stand beside apiServer; in a cluster it is known");
      }
    }
    if (token.isPresent() && server.isPresent() && !server.get().getScheme().equals("https")) {
      field.at("apiServer").error("must be https where a token is sent");
    }
    return server.map(uri -> new KubernetesApi(uri, token, ca));
  }

  private static URI server(String text) {
    if (!text.matches("https?://[A-Za-z0-9.:\\[\\]-]+(?:/[\\w./-]*)?")) {
      throw new IllegalArgumentException("must be a URL such as https://10.0.0.1:6443");
    }
    return URI.create(text);
  }

  private static String name(String text) {
    if (!text.matches("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")) {
      throw new IllegalArgumentException("must be a name of lower case letters, digits and -");
    }
    return text;
  }

  private static String label(String text) {
    if (!text.matches("(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?")) {
      throw new IllegalArgumentException("must be the value of a label");
    }
    return text;
  }
}
