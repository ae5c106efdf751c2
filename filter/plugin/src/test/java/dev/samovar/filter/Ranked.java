package dev.samovar.filter;

import dev.samovar.core.exchange.WireWriter;
import dev.samovar.hostsim.Endpoint;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.RequestBuilder;
import dev.samovar.hostsim.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A proxy that follows the ranked list, and an agent that knows each provider's endpoints. */
final class Ranked {
  static final String LIST = "x-gateway-destination-endpoint";

  final FakeAgent agent = new FakeAgent();

  /** Endpoints of each provider, by the name that the agent knows it by. */
  private final Map<String, List<String>> fleet = new LinkedHashMap<>();

  Ranked with(String provider, String... addresses) {
    fleet.put(provider, List.of(addresses));
    return this;
  }

  /**
   * A simulator with that fleet, scraped a moment ago.
   *
   * @param fields of the configuration, quotes as apostrophes
   */
  HostSim start(HostSimBuilder builder, String fields) {
    return start(builder, fields, true);
  }

  HostSim start(HostSimBuilder builder, String fields, boolean upstreamPlacement) {
    agent.uploads.clear();
    agent.instead = null;
    agent.snapshot = snapshot();
    String json = fields.replace('\'', '"');
    Demo.routed(builder)
        .configuration("{" + json + "}")
        .endpoints((headers, cluster) -> hosts(headers.get(LIST)))
        .retries(2)
        .onCallout(Demo.AGENT, agent);
    if (upstreamPlacement) {
      builder.upstreamConfiguration("{\"placement\":\"upstream\"," + json + "}");
    }
    HostSim sim = builder.build();
    sim.advance(Duration.ofSeconds(1));
    return sim;
  }

  /** What the proxy tries in turn, each with the provider that its cluster says. */
  private List<Endpoint> hosts(String list) {
    List<Endpoint> out = new ArrayList<>();
    for (String address : list == null ? new String[0] : list.split(",")) {
      fleet.forEach(
          (provider, addresses) -> {
            if (addresses.contains(address)) {
              out.add(Endpoint.of(address, provider).with("samovar", "provider", provider));
            }
          });
    }
    return out;
  }

  private WireWriter snapshot() {
    return snapshot(0);
  }

  /**
   * All endpoints, in their order, as a full answer tells them.
   *
   * @param ageMillis of the scrapes, below 128
   * @param running as scraped, each below 128; 0 for those beyond
   */
  WireWriter snapshot(int ageMillis, int... running) {
    WireWriter names = new WireWriter().varint(fleet.size());
    WireWriter endpoints = new WireWriter();
    WireWriter loads = new WireWriter();
    int provider = 0;
    int index = 0;
    for (Map.Entry<String, List<String>> entry : fleet.entrySet()) {
      names.varint(provider).text(entry.getKey()).text("vllm");
      for (String address : entry.getValue()) {
        endpoints.varint(index).varint(provider).text(address).varint(0);
        int load = index < running.length ? running[index] : 0;
        loads.varint(index++).varint(4).varint(3).varint(ageMillis).varint(0).varint(load);
      }
      provider++;
    }
    return new WireWriter()
        .section(2, names)
        .section(3, new WireWriter().varint(index).all(endpoints))
        .section(5, new WireWriter().varint(index).all(loads));
  }

  static RequestBuilder chat(HostSim sim, int worker, String model, String... headers) {
    RequestBuilder request =
        sim.worker(worker).request("POST", Demo.PATH, "content-type", Demo.JSON);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.body(Demo.body(model));
  }

  /** The ranked list that reached the proxy, empty for none. */
  static List<String> list(Stream stream) {
    String list = stream.upstream().headers().get(LIST);
    return list == null ? List.of() : List.of(list.split(","));
  }

  /** What the last exchange told as in flight, by address; ticks until it is of now. */
  Map<String, Long> inFlight(HostSim sim) {
    sim.advance(Duration.ofSeconds(1));
    Map<String, Long> out = new LinkedHashMap<>();
    for (FakeAgent.Counts counts : agent.last().counts()) {
      if (counts.inFlight() > 0) {
        out.merge(counts.address(), counts.inFlight(), Long::sum);
      }
    }
    return out;
  }
}
