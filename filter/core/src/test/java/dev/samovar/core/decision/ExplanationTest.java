package dev.samovar.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.samovar.core.policy.Policies;
import org.junit.jupiter.api.Test;

/** A decision as JSON, whatever is in it. */
class ExplanationTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static JsonNode explained(Choosing choosing, String model) throws Exception {
    Decision decision = choosing.choose(model);
    String text = choosing.selector.explain(decision, choosing.demand);
    assertThat(text).as("travels in a header").doesNotContain("\n", "\r", "\0");
    return JSON.readTree(text);
  }

  @Test
  void everyPolicyExplainsItsCandidatesInValidJson() throws Exception {
    for (int i = 0; i < Policies.count(); i++) {
      Choosing choosing =
          new Choosing(
              "'providers':[{'name':'a','model':'x'},{'name':'b'}],'policy':'"
                  + Policies.name(i)
                  + "'",
              "a 1:1",
              "a 1:2",
              "b 2:1");
      choosing.prompt(5000).demand.userTurns = 2;
      choosing.endpoint("a", "1:2").unknown();
      choosing.endpoint("b", "2:1").scraped(Choosing.NOW, 1e300, Double.NaN, 1);
      choosing.fleet.group("a").whole().load(5, Choosing.NOW);
      JsonNode json = explained(choosing, "m");
      assertThat(json.path("policy").asText()).isEqualTo(Policies.name(i));
      assertThat(json.path("level").asText()).isEqualTo("fresh");
      assertThat(json.path("promptTokens").asInt()).isEqualTo(5000);
      boolean whole = Policies.name(i).equals("least-load");
      assertThat(json.path("candidates")).as(Policies.name(i)).hasSize(whole ? 2 : 3);
      assertThat(json.path("of").asInt()).isEqualTo(whole ? 2 : 3);
      assertThat(json.path("candidates").get(0).path("terms").isObject()).isTrue();
    }
  }

  @Test
  void namesWithQuotesAndControlCharactersAreEscaped() throws Exception {
    Choosing choosing =
        new Choosing(
            "'policy':'expected-wait','providers':[{'name':'a \\'q\\\\ é\uD83D\uDE00'}]"
                .replace("\\'", "\\\""));
    String name = choosing.settings.providers().get(0).name();
    assertThat(name).contains("\"", "\\");
    choosing.fleet.begin();
    var odd = choosing.fleet.endpoint(name, "1:\u0000\n\"\\\u001f");
    odd.scraped(Choosing.NOW, 1, 1, 1);
    choosing.fleet.keep(odd);
    choosing.fleet.end();
    JsonNode json = explained(choosing, "m");
    assertThat(json.path("candidates")).as(json.toString()).hasSize(1);
    assertThat(json.path("provider").asText()).isEqualTo(name);
    assertThat(json.path("endpoint").asText()).isEqualTo("1:\u0000\n\"\\\u001f");
  }

  @Test
  void whatIsUnknownIsNotThereAndNoModelIsNull() throws Exception {
    Choosing choosing = new Choosing("'providers':[{'name':'a'}],'policy':'expected-wait'");
    JsonNode json = explained(choosing, "m");
    assertThat(json.path("upstreamModel").isNull()).isTrue();
    assertThat(json.path("ageMs").asInt()).isEqualTo(-1);
    assertThat(json.path("level").asText()).isEqualTo("static");
    JsonNode candidate = json.path("candidates").get(0);
    assertThat(candidate.has("waiting")).isFalse();
    assertThat(candidate.has("terms")).as("weights decided").isFalse();
  }

  @Test
  void aLargeFleetIsCutAndSaysSo() throws Exception {
    String[] endpoints = new String[500];
    for (int i = 0; i < endpoints.length; i++) {
      endpoints[i] = "a 1:" + (i + 1);
    }
    Choosing choosing =
        new Choosing("'providers':[{'name':'a'}],'policy':'expected-wait'", endpoints);
    JsonNode json = explained(choosing, "m");
    assertThat(json.path("candidates")).hasSize(32);
    assertThat(json.path("of").asInt()).isEqualTo(500);
  }

  @Test
  void theSameDrawGivesTheSameDecisionAgain() throws Exception {
    String fields = "'providers':[{'name':'a'}],'policy':'random'";
    String[] endpoints = {"a 1:1", "a 1:2", "a 1:3", "a 1:4", "a 1:5"};
    Choosing first = new Choosing(fields, endpoints);
    for (int i = 0; i < 20; i++) {
      Decision decision = first.choose("m");
      JsonNode json = JSON.readTree(first.selector.explain(decision, first.demand));
      long random = Long.parseLong(json.path("random").asText());
      Choosing again = new Choosing(fields, endpoints);
      assertThat(again.selector.choose(again.ask("m"), Choosing.NOW, random).endpoint().address())
          .isEqualTo(json.path("endpoint").asText());
    }
  }
}
