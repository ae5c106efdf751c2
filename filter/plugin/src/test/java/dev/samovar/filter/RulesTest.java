package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Profile;
import dev.samovar.hostsim.RequestBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;

/** Higress' {@code _rules_}: settings for a route, a domain or a service. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class RulesTest {
  private static final String RULES =
      """
      {
        "bodyRouting": "headers",
        "providers": [{"name": "global", "model": "g"}],
        "_rules_": [
          {"_match_route_": ["default/chat"], "providers": [{"name": "by-route", "model": "r"}]},
          {"_match_domain_": ["*.example.com", "llm.test"],
           "providers": [{"name": "by-domain", "model": "d"}]},
          {"_match_service_": ["qwen.static:80"],
           "targetHeader": "x-other", "providers": [{"name": "by-service", "model": "s"}]}
        ]
      }
      """;

  @FilterTest
  void theFirstRuleThatMatchesWinsElseTheGlobalSettings(HostSimBuilder builder) {
    try (HostSim sim = higress(builder, RULES)) {
      assertThat(decided(chat(sim).property("default/chat", "route_name"))).isEqualTo("by-route r");
      assertThat(decided(chat(sim).header("host", "x"))).isEqualTo("global g");
      assertThat(decided(chatAt(sim, "api.example.com:8080"))).isEqualTo("by-domain d");
      assertThat(decided(chatAt(sim, "LLM.test"))).isEqualTo("by-domain d");
      assertThat(decided(chatAt(sim, "example.com"))).isEqualTo("global g");
      assertThat(decided(chatAt(sim, "api.example.com").property("default/chat", "route_name")))
          .isEqualTo("by-route r");
    }
  }

  @FilterTest
  void rulesThatGiveTheSameProvidersOtherKeysDecideEachByItsOwn(HostSimBuilder builder) {
    String rules =
        """
        {
          "bodyRouting": "headers",
          "providers": [{"name": "a", "key": "a1"}, {"name": "b", "key": "b1"}],
          "_rules_": [
            {"_match_route_": ["default/chat"],
             "providers": [{"name": "a", "key": "a2"}, {"name": "b", "key": "b2"}]}
          ]
        }
        """;
    try (HostSim sim =
        builder
            .profile(Profile.HIGRESS)
            .configuration(rules)
            .onCallout(Demo.AGENT, call -> Answer.json("{\"a1\":1,\"b1\":9,\"a2\":9,\"b2\":1}"))
            .build()) {
      sim.advance(Demo.REFRESH.multipliedBy(4));
      for (int round = 0; round < 3; round++) {
        assertThat(decided(chat(sim).header("host", "x"))).startsWith("a ");
        assertThat(decided(chat(sim).property("default/chat", "route_name"))).startsWith("b ");
      }
    }
  }

  @FilterTest
  void aRuleMaySetAnyFieldAndInheritsTheOthers(HostSimBuilder builder) {
    try (HostSim sim = higress(builder, RULES);
        Stream stream =
            chat(sim)
                .property("outbound|80||qwen.static", "cluster_name")
                .body("{\"model\":\"x\"}")
                .anyContentLength()
                .send()) {
      assertThat(stream)
          .reachedUpstream()
          .withHeader("x-other", "by-service")
          .withoutHeader("x-selected-provider")
          .withBody("{\"model\":\"s\"}");
      stream.reply(200, "");
    }
  }

  @FilterTest
  void withoutGlobalProvidersOtherTrafficPasses(HostSimBuilder builder) {
    String only =
        """
        {"bodyRouting": "headers",
         "_rules_": [{"_match_route_": ["a"], "providers": [{"name": "p", "model": "m"}]}]}
        """;
    try (HostSim sim = higress(builder, only)) {
      assertThat(decided(chat(sim).property("a", "route_name"))).isEqualTo("p m");
      try (Stream stream = chat(sim).body("{\"model\":\"x\"}").send()) {
        assertThat(stream)
            .reachedUpstream()
            .withoutHeader("x-selected-provider")
            .withBody("{\"model\":\"x\"}");
        stream.reply(200, "");
      }
    }
  }

  private static HostSim higress(HostSimBuilder builder, String configuration) {
    HostSim sim =
        builder
            .profile(Profile.HIGRESS)
            .configuration(configuration)
            .onCallout(Demo.AGENT, call -> Answer.json("{}"))
            .build();
    sim.advance(Demo.REFRESH);
    return sim;
  }

  private static RequestBuilder chat(HostSim sim) {
    return Demo.chat(sim);
  }

  private static RequestBuilder chatAt(HostSim sim, String host) {
    return sim.request("POST", Demo.PATH, "host", host, "content-type", Demo.JSON);
  }

  /** Provider and model that the request got. */
  private static String decided(RequestBuilder request) {
    try (Stream stream = request.body("{\"model\":\"x\"}").anyContentLength().send()) {
      assertThat(stream).reachedUpstream();
      String body = stream.upstream().text();
      stream.reply(200, "");
      return stream.upstream().headers().get("x-selected-provider")
          + " "
          + body.substring(body.indexOf(':') + 2, body.length() - 2);
    }
  }
}
