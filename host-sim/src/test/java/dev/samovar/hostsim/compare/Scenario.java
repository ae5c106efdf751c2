package dev.samovar.hostsim.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * One request, and everything around it.
 *
 * @param name the sentence that it is called by
 * @param variant how the filter is set up
 * @param script what the filter does
 * @param upstream what the upstream answers, one plan an attempt, see {@link Plan}
 * @param steps what the client does
 */
record Scenario(String name, Variant variant, String script, String upstream, List<Step> steps) {

  /** How the filter is set up; each is a listener of its own in Envoy. */
  enum Variant {
    HOLD,
    NO_HOLD,
    SMALL,
    UPSTREAM,
    FAIL_CLOSED,
    FAIL_OPEN,
    FAIL_RELOAD,
    /** A filter that another SDK built. */
    RUST
  }

  /** What the client does. */
  sealed interface Step {}

  /** Sends the request's headers; the last thing that it sends where {@code end} says so. */
  record SendHeaders(String method, boolean end, List<String> more) implements Step {}

  record SendData(String text, boolean end) implements Step {}

  record SendTrailers(String name, String value) implements Step {}

  record Wait(int millis) implements Step {}

  record Leave() implements Step {}

  static Scenario of(String name, Variant variant, String script) {
    return new Scenario(name, variant, script, "200 ok", List.of());
  }

  Scenario upstream(String plan) {
    return new Scenario(name, variant, script, plan, steps);
  }

  private Scenario with(Step step) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new Scenario(name, variant, script, upstream, more);
  }

  Scenario get(String... headers) {
    return with(new SendHeaders("GET", true, List.of(headers)));
  }

  Scenario head() {
    return with(new SendHeaders("HEAD", true, List.of()));
  }

  /** A body in one piece, with {@code content-length}. */
  Scenario post(String body) {
    return with(new SendHeaders("POST", false, List.of())).with(new SendData(body, true));
  }

  Scenario open(String... headers) {
    return with(new SendHeaders("POST", false, List.of(headers)));
  }

  Scenario data(String text) {
    return with(new SendData(text, false));
  }

  Scenario end() {
    return with(new SendData("", true));
  }

  Scenario trailers(String header, String value) {
    return with(new SendTrailers(header, value));
  }

  Scenario await(int millis) {
    return with(new Wait(millis));
  }

  Scenario leave() {
    return with(new Leave());
  }

  /** Whether the body is sent with a length, or in chunks. */
  boolean hasLength() {
    return steps.stream().filter(SendData.class::isInstance).count() == 1
        && steps.stream().anyMatch(step -> step instanceof SendData data && data.end());
  }

  boolean isHead() {
    return steps.stream()
        .anyMatch(step -> step instanceof SendHeaders headers && headers.method().equals("HEAD"));
  }

  String body() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      if (step instanceof SendData data) {
        text.append(data.text());
      }
    }
    return text.toString();
  }

  /** Whether only the compiled module can do it: nothing traps on the JVM. */
  boolean needsModule() {
    return variant.name().startsWith("FAIL") || variant == Variant.RUST;
  }

  @Override
  public String toString() {
    return variant + ": " + name;
  }
}
