package dev.samovar.cli.simulate.scenario;

import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.gateway.Contestants;
import dev.samovar.core.policy.Policies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads which policies run: names of the known ones, or such a one with something changed. */
final class ContestantReader {
  private static final long HOUR = 3_600_000_000L;

  List<Contestant> read(Field list) {
    List<Contestant> read = new ArrayList<>();
    if (list.isAbsent()) {
      return Contestants.all();
    }
    for (Field field : list.entries()) {
      Contestant contestant = field.node().isObject() ? changed(field) : known(field);
      if (contestant == null) {
        continue;
      }
      if (read.stream().anyMatch(other -> other.name().equals(contestant.name()))) {
        field.error("the name " + contestant.name() + " is there twice");
      }
      read.add(contestant);
    }
    if (read.isEmpty() && list.node().isArray() && list.node().isEmpty()) {
      list.error("must have at least one");
    }
    return read;
  }

  private static Contestant known(Field field) {
    List<String> names = Contestants.all().stream().map(Contestant::name).toList();
    String name = field.oneOf(null, names);
    if (field.isAbsent()) {
      field.error("must be one of: " + String.join(", ", names));
    }
    return name == null ? null : Contestants.find(name);
  }

  private static Contestant changed(Field field) {
    field.mapOf(
        "name",
        "base",
        "parameters",
        "place",
        "scrape",
        "exchange",
        "counts",
        "index",
        "indexEntries",
        "recordsAtOnce",
        "guards");
    Contestant base = known(field.at("base"));
    if (base == null) {
      return null;
    }
    Map<String, Double> parameters = parameters(field.at("parameters"), base);
    return new Contestant(
        field.at("name").text(base.name()),
        base.policy(),
        parameters,
        place(field.at("place"), base),
        field.at("scrape").micros(base.scrape(), 0, HOUR),
        field.at("exchange").micros(base.exchange(), 0, HOUR),
        field.at("counts").bool(base.counts()),
        index(field.at("index"), base),
        field.at("indexEntries").whole(base.indexEntries(), 64, 1 << 22),
        field.at("recordsAtOnce").bool(base.recordsAtOnce()),
        field.at("guards").bool(base.guards()));
  }

  private static Contestant.Place place(Field field, Contestant base) {
    return switch (field.oneOf("", List.of("worker", "gateway", "one"))) {
      case "worker" -> Contestant.Place.WORKER;
      case "gateway" -> Contestant.Place.GATEWAY;
      case "one" -> Contestant.Place.ONE;
      default -> base.place();
    };
  }

  private static Contestant.Index index(Field field, Contestant base) {
    return switch (field.oneOf("", List.of("none", "own", "shared"))) {
      case "none" -> Contestant.Index.NONE;
      case "own" -> Contestant.Index.OWN;
      case "shared" -> Contestant.Index.SHARED;
      default -> base.index();
    };
  }

  private static Map<String, Double> parameters(Field field, Contestant base) {
    Map<String, Double> read = new LinkedHashMap<>();
    int policy = Policies.find(base.policy());
    Policies.Parameter[] known =
        policy < 0 ? new Policies.Parameter[0] : Policies.parameters(policy);
    field.mapOf(Arrays.stream(known).map(Policies.Parameter::name).toArray(String[]::new));
    for (Policies.Parameter parameter : known) {
      Field value = field.at(parameter.name());
      if (!value.isAbsent()) {
        read.put(
            parameter.name(),
            value.number(parameter.standard(), parameter.least(), parameter.most()));
      }
    }
    return read;
  }
}
