package dev.samovar.hostsim.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the upstream does in one attempt, from text: {@code STATUS PIECE…}, in one piece with a
 * length and else in chunks; {@code STATUS PIECE… trailer NAME VALUE}; {@code cut STATUS PIECE…}
 * breaks off after the pieces; {@code reset} breaks off at once; {@code early …} sends an
 * informational answer before.
 */
record Plan(
    int status,
    List<String> pieces,
    String trailer,
    String trailerValue,
    boolean cut,
    boolean early) {

  static List<Plan> parse(String text) {
    List<Plan> plans = new ArrayList<>();
    for (String part : text.split(";")) {
      plans.add(one(new ArrayList<>(Arrays.asList(part.trim().split(" ")))));
    }
    return plans;
  }

  private static Plan one(List<String> words) {
    if (words.get(0).equals("reset")) {
      return new Plan(0, List.of(), null, null, true, false);
    }
    boolean early = words.get(0).equals("early");
    if (early) {
      words.remove(0);
    }
    boolean cut = words.get(0).equals("cut");
    if (cut) {
      words.remove(0);
    }
    int status = Integer.parseInt(words.remove(0));
    int trailer = words.indexOf("trailer");
    String name = null;
    String value = null;
    if (trailer >= 0) {
      name = words.get(trailer + 1);
      value = words.get(trailer + 2);
      words = words.subList(0, trailer);
    }
    return new Plan(status, List.copyOf(words), name, value, cut, early);
  }

  boolean hasLength() {
    return pieces.size() <= 1 && trailer == null && !cut;
  }
}
