package dev.samovar.core.config;

import dev.samovar.core.text.Ascii;
import java.util.List;

/**
 * Settings for a part of the traffic: Higress' {@code _rules_}. A request that any list names falls
 * under the rule.
 *
 * @param routes route names, exact ({@code _match_route_})
 * @param routePrefixes beginnings of route names ({@code _match_route_prefix_})
 * @param domains hosts: exact, {@code *.example.com}, {@code example.*} or {@code *} ({@code
 *     _match_domain_})
 * @param services service names with or without {@code :port} ({@code _match_service_})
 */
public record Rule(
    List<String> routes,
    List<String> routePrefixes,
    List<String> domains,
    List<String> services,
    Settings settings) {

  boolean matches(RequestScope scope) {
    for (String route : routes) {
      if (route.equals(scope.route())) {
        return true;
      }
    }
    for (String prefix : routePrefixes) {
      if (!scope.route().isEmpty() && scope.route().startsWith(prefix)) {
        return true;
      }
    }
    String host = withoutPort(scope.authority());
    for (String domain : domains) {
      if (matchesDomain(domain, host)) {
        return true;
      }
    }
    for (String service : services) {
      if (matchesService(service, scope.service())) {
        return true;
      }
    }
    return false;
  }

  private static boolean matchesDomain(String pattern, String host) {
    if (pattern.equals("*")) {
      return true;
    }
    if (pattern.startsWith("*")) {
      String end = pattern.substring(1);
      return host.length() > end.length()
          && Ascii.matchesAt(host, host.length() - end.length(), end);
    }
    if (pattern.endsWith("*")) {
      String start = pattern.substring(0, pattern.length() - 1);
      return host.length() > start.length() && Ascii.matchesAt(host, 0, start);
    }
    return Ascii.equalsIgnoringCase(pattern, host);
  }

  /** Cluster names of Istio and Higress are {@code outbound|PORT|SUBSET|HOST}. */
  private static boolean matchesService(String pattern, String cluster) {
    if (cluster.isEmpty()) {
      return false;
    }
    if (pattern.equals(cluster)) {
      return true;
    }
    int host = cluster.lastIndexOf('|');
    int port = cluster.indexOf('|');
    if (port < 0 || host == port) {
      return false;
    }
    int portEnd = cluster.indexOf('|', port + 1);
    String name = cluster.substring(host + 1);
    return pattern.equals(name)
        || pattern.equals(name + ":" + cluster.substring(port + 1, portEnd));
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    if (colon < 0 || authority.indexOf(']', colon) >= 0) {
      return authority;
    }
    for (int i = colon + 1; i < authority.length(); i++) {
      if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
        return authority;
      }
    }
    return authority.substring(0, colon);
  }
}
