package dev.samovar.agent.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A filter's side of the wire as docs/exchange.md has it, for tests. */
final class WireFilter {
  final String instance;
  long sequence;
  long epoch;
  long revision;
  long newsCursor;
  boolean full;
  boolean keysWanted;
  boolean repeated;
  String agent = "";
  long gateways;
  long workers;
  final Map<Long, String> providers = new HashMap<>();
  final Map<Long, String> endpoints = new LinkedHashMap<>();
  final Map<Long, Map<String, String>> labels = new HashMap<>();
  final Map<Long, Map<Integer, Long>> loads = new HashMap<>();
  final Map<Long, List<String>> lora = new HashMap<>();
  final Map<Long, List<Long>> fleet = new HashMap<>();
  List<String> values = List.of();
  final Map<String, List<Long>> news = new LinkedHashMap<>();
  final List<Integer> sections = new ArrayList<>();

  WireFilter(String instance) {
    this.instance = instance;
  }

  WireWriter begin() {
    sequence++;
    return again();
  }

  WireWriter again() {
    WireWriter who = new WireWriter();
    who.text(instance).varint(sequence).text("proxy-" + instance).varint(2);
    who.u64(epoch).varint(revision).varint(newsCursor).varint(0);
    return new WireWriter().raw(BinaryUpload.MAGIC).u8(1).section(1, who);
  }

  static WireWriter byName(WireWriter out, String provider, String address) {
    return out.varint(0).text(provider).text(address);
  }

  long index(String id) {
    return endpoints.entrySet().stream()
        .filter(e -> e.getValue().equals(id))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  void take(byte[] body) {
    WireReader in = new WireReader(body, 4, body.length);
    sections.clear();
    fleet.clear();
    news.clear();
    values = List.of();
    while (in.hasMore()) {
      int type = in.u8();
      sections.add(type);
      section(type, in.part());
    }
  }

  private void section(int type, WireReader in) {
    switch (type) {
      case 1 -> head(in);
      case 2 ->
          each(in, () -> providers.put(in.varint(), in.text(256, "p") + "," + in.text(99, "e")));
      case 3 -> each(in, () -> endpoint(in));
      case 4 ->
          each(
              in,
              () -> {
                long index = in.varint();
                endpoints.remove(index);
                loads.remove(index);
              });
      case 5 -> each(in, () -> load(in.varint(), in.part()));
      case 6 ->
          each(
              in,
              () ->
                  fleet.put(
                      in.varint(), List.of(in.varint(), in.varint(), in.varint(), in.varint())));
      case 7 -> {
        in.varint();
        values = new ArrayList<>();
        each(in, () -> values.add(in.text(99, "v")));
      }
      case 8 -> {
        newsCursor = in.varint();
        each(in, () -> hashes(in));
      }
      default -> {
        // As the contract says.
      }
    }
  }

  private void hashes(WireReader in) {
    String id = endpoints.get(in.varint());
    List<Long> hashes = news.computeIfAbsent(id, i -> new ArrayList<>());
    each(in, () -> hashes.add(in.u64()));
  }

  private static void each(WireReader in, Runnable record) {
    long count = in.varint();
    for (long i = 0; i < count; i++) {
      record.run();
    }
  }

  private void head(WireReader in) {
    epoch = in.u64();
    revision = in.varint();
    in.varint();
    long flags = in.varint();
    full = (flags & 1) != 0;
    keysWanted = (flags & 2) != 0;
    repeated = (flags & 4) != 0;
    agent = in.text(99, "agent");
    in.u64();
    in.varint();
    gateways = in.varint();
    workers = in.varint();
    if (full) {
      providers.clear();
      endpoints.clear();
      loads.clear();
    }
  }

  private void endpoint(WireReader in) {
    long index = in.varint();
    String provider = providers.get(in.varint()).split(",")[0];
    endpoints.put(index, provider + "/" + in.text(99, "a"));
    Map<String, String> own = new HashMap<>();
    each(in, () -> own.put(in.text(99, "l"), in.text(99, "v")));
    labels.put(index, own);
  }

  private void load(long index, WireReader in) {
    Map<Integer, Long> values = new HashMap<>();
    long bits = in.varint();
    if (bits != 0) {
      in.varint();
    }
    for (int bit = 0; bit < 11; bit++) {
      if ((bits & 1L << bit) != 0) {
        values.put(bit, in.varint());
      }
    }
    if ((bits & 1L << 11) != 0) {
      List<String> names = new ArrayList<>();
      each(in, () -> names.add("+" + in.text(200, "n")));
      each(in, () -> names.add("-" + in.text(200, "n")));
      lora.put(index, names);
    }
    loads.put(index, values);
  }
}
