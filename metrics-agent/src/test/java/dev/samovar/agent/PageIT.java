package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The live page in a real browser; without one the tests report themselves as skipped. */
class PageIT {
  private static final String EXCHANGE =
      "{\"instance\":\"i-1\",\"sequence\":%d,\"proxy\":\"edge\",\"workers\":4,\"endpoints\":[{"
          + "\"provider\":\"qwen\",\"address\":\"%s\",\"inFlight\":9}],\"decisions\":[{\"model\":"
          + "\"<b>auto</b>\",\"provider\":\"qwen\",\"reason\":\"least load\",\"level\":\"aged\"}]}";

  private static Path chromium() {
    Optional<Path> found = Browser.executable();
    assumeTrue(found.isPresent(), "no chromium on the path");
    return found.get();
  }

  private static AgentFixture agent(EngineFixture engine) throws Exception {
    return new AgentFixture(
        "scrape: { interval: 100ms }\nproviders:\n  - name: qwen\n    targets:\n"
            + "      - static: [\""
            + engine.address()
            + "\", \"127.0.0.1:1\"]\n");
  }

  private static EngineFixture engine() throws Exception {
    return new EngineFixture(
        EngineFixture.text(
            "vllm:num_requests_waiting 3\nvllm:num_requests_running 12\n"
                + "vllm:gpu_cache_usage_perc 0.41\n"));
  }

  private static void awaitText(Browser browser, String text) {
    awaitText(browser, text, () -> {});
  }

  private static void awaitText(Browser browser, String text, Runnable meanwhile) {
    AgentFixture.await(
        () -> {
          meanwhile.run();
          return browser.evaluate("document.body.innerText").contains(text);
        },
        text + " is shown");
  }

  /** A proxy that says the same again and again: one that is silent is no longer shown. */
  private static Runnable proxy(AgentFixture agent, EngineFixture engine) {
    AtomicInteger sequence = new AtomicInteger();
    return () ->
        agent.post(
            "/v1/exchange", EXCHANGE.formatted(sequence.incrementAndGet(), engine.address()));
  }

  @Test
  void endpointsExchangesAndDecisionsAreShownAsTheyCome() throws Exception {
    Path chromium = chromium();
    try (EngineFixture engine = engine();
        AgentFixture agent = agent(engine);
        Browser browser = new Browser(chromium, "http://127.0.0.1:" + agent.port() + "/")) {
      awaitText(browser, engine.address());
      awaitText(browser, "41 %");
      awaitText(browser, "No decisions yet.");
      assertThat(browser.evaluate("document.querySelector('[title]').title"))
          .isEqualTo("vllm:gpu_cache_usage_perc");
      Runnable proxy = proxy(agent, engine);
      awaitText(browser, "<b>auto</b>", proxy);
      awaitText(browser, "edge", proxy);
      assertThat(browser.evaluate("document.querySelectorAll('#endpoints b, #decisions b').length"))
          .isEqualTo("0");
      engine.behave(EngineFixture.vllm(77, 1));
      awaitText(browser, "77");
      assertThat(
              browser.evaluate(
                  "performance.getEntriesByType('resource')"
                      + ".filter(r => !r.name.startsWith(location.origin)).length"))
          .isEqualTo("0");
    }
  }

  @Test
  void aPhonesWidthNeedsNoSidewaysScrollingAndDarkModeIsDark() throws Exception {
    Path chromium = chromium();
    try (EngineFixture engine = engine();
        AgentFixture agent = agent(engine);
        Browser browser = new Browser(chromium, "http://127.0.0.1:" + agent.port() + "/")) {
      browser.call(
          "Emulation.setDeviceMetricsOverride",
          "{\"width\":360,\"height\":740,\"deviceScaleFactor\":2,\"mobile\":true}");
      awaitText(browser, "41 %");
      awaitText(browser, "least load", proxy(agent, engine));
      assertThat(Integer.parseInt(browser.evaluate("document.documentElement.scrollWidth + ''")))
          .isLessThanOrEqualTo(360);
      String light = browser.evaluate("getComputedStyle(document.body).backgroundColor");
      browser.call(
          "Emulation.setEmulatedMedia",
          "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"dark\"}]}");
      assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
          .isNotEqualTo(light)
          .isEqualTo("rgb(23, 23, 26)");
      byte[] picture =
          Base64.getDecoder()
              .decode(browser.call("Page.captureScreenshot", "{}").path("data").asText());
      assertThat(picture).startsWith(new byte[] {(byte) 0x89, 'P', 'N', 'G'});
      java.nio.file.Files.write(Path.of("target", "page-phone.png"), picture);
    }
  }

  @Test
  void anAgentThatIsGoneIsSaid() throws Exception {
    Path chromium = chromium();
    try (EngineFixture engine = engine();
        AgentFixture agent = agent(engine);
        Browser browser = new Browser(chromium, "http://127.0.0.1:" + agent.port() + "/")) {
      awaitText(browser, "41 %");
      agent.close();
      awaitText(browser, "The agent does not answer; what is shown is old.");
      awaitText(browser, "41 %");
    }
  }
}
