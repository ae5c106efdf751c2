package dev.samovar.agent.exchange;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.samovar.agent.map.Signals;
import dev.samovar.agent.scrape.Target;
import dev.samovar.agent.snapshot.EndpointState;
import dev.samovar.agent.snapshot.Snapshot;
import dev.samovar.agent.store.Numbers;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Writes an answer as JSON, for people: always the whole snapshot, units as on the wire. */
final class JsonAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonAnswer() {}

  static String write(
      AnswerWriter.Head head,
      Snapshot snapshot,
      AnswerWriter.Fleet fleet,
      AnswerWriter.Values values,
      PrefixNews.News news) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", Upload.VERSION);
    root.put("epoch", HexFormat.of().toHexDigits(head.epoch()));
    root.put("revision", snapshot.revision());
    root.put("agent", snapshot.agent());
    root.put("generatedAtMs", snapshot.generatedAtMillis());
    root.put("snapshotAgeMs", head.snapshotAgeMillis());
    root.put("nextExchangeMs", head.nextMillis());
    root.put("full", true);
    root.put("keysWanted", head.keysWanted());
    root.put("repeated", head.repeated());
    root.put("gateways", fleet.totals().gateways());
    root.put("workers", fleet.totals().workers());
    Map<String, Target> targets = new HashMap<>();
    ArrayNode endpoints = root.putArray("endpoints");
    for (EndpointState state : snapshot.endpoints()) {
      targets.put(state.target().id(), state.target());
      endpoint(state, snapshot, fleet, endpoints.addObject());
    }
    if (!values.keys().isEmpty() && values.reading().isPresent()) {
      ObjectNode section = root.putObject("values");
      section.put("ageMs", values.ageMillis());
      ObjectNode byKey = section.putObject("byKey");
      for (String key : values.keys()) {
        values
            .reading()
            .get()
            .value(key)
            .flatMap(Numbers::json)
            .ifPresentOrElse(
                number -> byKey.putRawValue(key, new RawValue(number)), () -> byKey.putNull(key));
      }
    }
    root.put("newsCursor", news.cursor());
    ArrayNode prefixes = root.putArray("prefixes");
    for (PrefixNews.Item item : news.items()) {
      Target target = targets.get(item.id());
      if (target != null) {
        ArrayNode hashes = named(target, prefixes.addObject()).putArray("hashes");
        for (long hash : item.hashes()) {
          hashes.add(HexFormat.of().toHexDigits(hash));
        }
      }
    }
    root.putArray("quotas");
    return root.toString();
  }

  private static ObjectNode named(Target target, ObjectNode node) {
    return node.put("provider", target.provider()).put("address", target.address().toString());
  }

  private static void endpoint(
      EndpointState state, Snapshot snapshot, AnswerWriter.Fleet fleet, ObjectNode node) {
    named(state.target(), node).put("engine", state.target().engine().name());
    if (!state.target().labels().isEmpty()) {
      ObjectNode labels = node.putObject("labels");
      new TreeMap<>(state.target().labels()).forEach(labels::put);
    }
    if (state.seen().isPresent()) {
      long age = snapshot.generatedAtNanos() - state.seen().get().scrapedAtNanos();
      node.put("ageMs", Math.max(0, age / 1_000_000));
      Signals signals = state.seen().get().signals();
      new TreeMap<>(signals.known()).forEach((signal, value) -> node.put(signal.text(), value));
      signals.loraRunning().forEach(node.withArray("loraRunning")::add);
      signals.loraWaiting().forEach(node.withArray("loraWaiting")::add);
    }
    Gateways.Load all = fleet.fleet().getOrDefault(state.target().id(), Gateways.Load.NONE);
    Gateways.Load mine = fleet.mine().getOrDefault(state.target().id(), Gateways.Load.NONE);
    node.put("inFlight", all.inFlight());
    node.put("pendingPromptTokens", all.pendingPromptTokens());
    node.put("myInFlight", mine.inFlight());
    node.put("myPendingPromptTokens", mine.pendingPromptTokens());
  }
}
