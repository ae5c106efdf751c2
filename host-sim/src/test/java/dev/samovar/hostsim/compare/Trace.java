package dev.samovar.hostsim.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What can be seen of a scenario from outside: the filter's lines, the upstream's, the client's.
 */
final class Trace {
  final List<String> filter = new ArrayList<>();
  final List<String> upstream = new ArrayList<>();
  String client = "no answer";

  /** The headers that both hosts must agree on, in one order. */
  static String headers(Iterable<String[]> headers) {
    TreeMap<String, String> shown = new TreeMap<>();
    for (String[] header : headers) {
      String name = header[0].toLowerCase(java.util.Locale.ROOT);
      boolean own =
          name.startsWith("x-")
              && !name.startsWith("x-envoy")
              && !name.startsWith("x-forwarded")
              && !name.equals("x-request-id")
              && !name.equals("x-script")
              && !name.equals("x-plan")
              && !name.equals("x-id");
      // A codec says of an empty body that it is empty; the headers before it do not.
      boolean length = name.equals("content-length") && !header[1].equals("0");
      if (own || name.equals("content-type") || length) {
        shown.merge(name, header[1], (a, b) -> a + "|" + b);
      }
    }
    return shown.toString();
  }

  String describe() {
    StringBuilder text = new StringBuilder();
    filter.forEach(line -> text.append("filter    ").append(line).append('\n'));
    upstream.forEach(line -> text.append("upstream  ").append(line).append('\n'));
    return text.append("client    ").append(client).append('\n').toString();
  }
}
