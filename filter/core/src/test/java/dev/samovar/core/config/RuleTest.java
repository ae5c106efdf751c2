package dev.samovar.core.config;

import static dev.samovar.core.config.Documents.configuration;
import static dev.samovar.core.config.Documents.errors;
import static dev.samovar.core.config.Documents.read;
import static dev.samovar.core.config.Documents.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

  private static Settings ofRule(String outside, String rule) {
    String comma = outside.isEmpty() ? "" : ",";
    Configuration configuration =
        configuration("{" + outside + comma + "'_rules_':[{'_match_route_':['r']," + rule + "}]}");
    return configuration.rules().get(0).settings();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // kind, pattern, authority, route, service, matches
        "route        | r1          | a.com       | r1     | -   | true",
        "route        | r1          | a.com       | r10    | -   | false",
        "route        | r1          | a.com       | R1     | -   | false",
        "route        | r1          | a.com       | -      | -   | false",
        "route_prefix | api-        | a.com       | api-v1 | -   | true",
        "route_prefix | api-        | a.com       | api-   | -   | true",
        "route_prefix | api-        | a.com       | xapi-  | -   | false",
        "route_prefix | api-        | a.com       | -      | -   | false",
        "domain       | a.com       | a.com       | -      | -   | true",
        "domain       | a.com       | A.Com       | -      | -   | true",
        "domain       | a.com       | a.com:8443  | -      | -   | true",
        "domain       | a.com       | b.a.com     | -      | -   | false",
        "domain       | a.com       | a.com.      | -      | -   | false",
        "domain       | a.com       | a.com:x     | -      | -   | false",
        "domain       | a.com       | -           | -      | -   | false",
        "domain       | *.a.com     | b.a.com     | -      | -   | true",
        "domain       | *.a.com     | c.b.A.com:1 | -      | -   | true",
        "domain       | *.a.com     | a.com       | -      | -   | false",
        "domain       | *.a.com     | .a.com      | -      | -   | false",
        "domain       | *.a.com     | ba.com      | -      | -   | false",
        "domain       | a.*         | a.com       | -      | -   | true",
        "domain       | a.*         | A.b.c:80    | -      | -   | true",
        "domain       | a.*         | a.          | -      | -   | false",
        "domain       | a.*         | b.a.com     | -      | -   | false",
        "domain       | *           | any         | -      | -   | true",
        "domain       | *           | -           | -      | -   | true",
        "domain       | [::1]       | [::1]:8080  | -      | -   | true",
        "domain       | [::1]       | [::1]       | -      | -   | true",
        "domain       | 10.0.0.1    | 10.0.0.1:80 | -      | -   | true",
        "service      | s           | a.com       | -      | s   | true",
        "service      | s.ns.svc    | a.com       | -      | outbound;443;;s.ns.svc   | true",
        "service      | s.ns.svc:443 | a.com      | -      | outbound;443;;s.ns.svc   | true",
        "service      | s.ns.svc:80 | a.com       | -      | outbound;443;;s.ns.svc   | false",
        "service      | s.ns.svc    | a.com       | -      | outbound;443;v1;s.ns.svc | true",
        "service      | outbound;443;;s.ns.svc | a.com | - | outbound;443;;s.ns.svc   | true",
        "service      | s.ns.svc    | a.com       | -      | outbound;443;;x.s.ns.svc | false",
        "service      | s           | a.com       | -      | x;s | false",
        "service      | s           | a.com       | -      | -   | false"
      })
  void eachKindOfMatchTakesWhatItNames(
      String kind,
      String pattern,
      String authority,
      String route,
      String service,
      boolean matches) {
    String document =
        "{'_rules_':[{'_match_%s_':['never','%s'],'providers':[{'name':'a'}]}]}"
            .formatted(kind, pattern.replace(';', '|'));
    RequestScope scope =
        new RequestScope(
            authority == null ? "" : authority,
            route == null ? "" : route,
            service == null ? "" : service.replace(';', '|'));
    assertThat(configuration(document).settingsOf(scope) != null).isEqualTo(matches);
  }

  @Test
  void anyKindOfMatchIsEnough() {
    Configuration configuration =
        configuration(
            "{'_rules_':[{'_match_route_':['r'],'_match_domain_':['d'],'_match_service_':['s'],"
                + "'providers':[{'name':'a'}]}]}");
    assertThat(configuration.settingsOf(new RequestScope("x", "r", "x"))).isNotNull();
    assertThat(configuration.settingsOf(new RequestScope("d", "x", "x"))).isNotNull();
    assertThat(configuration.settingsOf(new RequestScope("x", "x", "s"))).isNotNull();
    assertThat(configuration.settingsOf(new RequestScope("x", "x", "x"))).isNull();
  }

  @Test
  void theFirstRuleThatMatchesWinsAndElseTheGlobalSettings() {
    Configuration configuration =
        configuration(
            """
            {'providers':[{'name':'global'}],'_rules_':[
              {'_match_route_':['a'],'providers':[{'name':'first'}]},
              {'_match_route_':['a','b'],'providers':[{'name':'second'}]}]}""");
    assertThat(chosen(configuration, "a")).isEqualTo("first");
    assertThat(chosen(configuration, "b")).isEqualTo("second");
    assertThat(chosen(configuration, "c")).isEqualTo("global");
  }

  private static String chosen(Configuration configuration, String route) {
    return configuration.settingsOf(new RequestScope("h", route, "")).providers().get(0).name();
  }

  @Test
  void withoutGlobalProvidersOtherTrafficPasses() {
    Configuration configuration =
        configuration(
            "{'timeout':7,'_rules_':[{'_match_route_':['r'],'providers':[{'name':'a'}]}]}");
    assertThat(configuration.global()).isNull();
    assertThat(configuration.settingsOf(new RequestScope("h", "other", ""))).isNull();
    assertThat(configuration.rules().get(0).settings().timeoutMillis()).isEqualTo(7);
  }

  @Test
  void aRuleTakesEveryFieldThatItDoesNotSet() {
    String outside =
        """
        'providers':[{'name':'g','key':'k','model':'m'}],'targetHeader':'x-to','key_prefix':'p:',
        'agentCluster':'c','freshness':'request','refresh_interval':100,'timeout':'3s',
        'freshFor':500,'staleAfter':'1m','bodyRouting':'headers','holdTimeout':70,
        'pathSuffixes':['/x'],'maxBodyBytes':1000,'trustSelectedProvider':true,
        'forward_target_model':true,'logDecisions':'off'""";
    assertThat(ofRule(outside, "'policy':'least-load'"))
        .isEqualTo(configuration("{" + outside + "}").global());
    Settings own =
        ofRule(outside, "'providers':[{'name':'o'}],'target_header':'y','keyPrefix':'q:'");
    assertThat(own.providers()).containsExactly(new Provider("o", "o", null));
    assertThat(own.targetHeader()).isEqualTo("y");
    assertThat(own.keyPrefix()).isEqualTo("q:");
    assertThat(own.timeoutMillis()).isEqualTo(3000);
  }

  @Test
  void whatARuleSaysGoesBeforeWhatItInheritsInWhicheverDialect() {
    String providers = "'providers':[{'name':'a'}],";
    assertThat(ofRule(providers + "'keyPrefix':'g:'", "'redis_key_prefix':'r:'").keyPrefix())
        .isEqualTo("r:");
    assertThat(ofRule(providers + "'redis_key_prefix':'g:'", "'keyPrefix':'r:'").keyPrefix())
        .isEqualTo("r:");
    assertThat(ofRule(providers + "'redis_key_prefix':'g:'", "'timeout':1").keyPrefix())
        .isEqualTo("g:");
    assertThat(ofRule(providers + "'timeout':9", "'redis':{'timeout':5}").timeoutMillis())
        .isEqualTo(5);
    assertThat(ofRule(providers + "'redis':{'timeout':9}", "'timeout':5").timeoutMillis())
        .isEqualTo(5);
    assertThat(ofRule(providers + "'timeout':9", "'redis':{}").timeoutMillis()).isEqualTo(9);
    assertThat(ofRule(providers + "'redis':{'timeout':9}", "'freshFor':5").timeoutMillis())
        .isEqualTo(9);
    assertThat(ofRule(providers + "'timeout':9,'redis':{'timeout':8}", "'freshFor':5"))
        .extracting(Settings::timeoutMillis)
        .isEqualTo(9);
  }

  @Test
  void nullInARuleIsAsIfAbsent() {
    Settings settings =
        ofRule(
            "'providers':[{'name':'g'}],'timeout':9,'targetHeader':'x-to'",
            "'providers':null,'timeout':null,'target_header':null,'redis':null,'key_prefix':null");
    assertThat(settings.providers()).containsExactly(new Provider("g", "g", null));
    assertThat(settings.timeoutMillis()).isEqualTo(9);
    assertThat(settings.targetHeader()).isEqualTo("x-to");
    assertThat(
            read("{'providers':[{'name':'g'}],'_rules_':[{'_match_route_':['r'],'redis':null}]}")
                .problems())
        .isEmpty();
  }

  @Test
  void whatIsWrongOutsideIsSaidThereAndNotAgainInEachRule() {
    assertThat(
            errors(
                """
                {'providers':[{'name':'a'},{'name':'a'},7,{'name':'b','key':''}],
                 'targetHeader':'?','timeout':'x','redis':5,'freshFor':'20s','maxBodyBytes':0,
                 '_rules_':[{'_match_route_':['r']},{'_match_route_':['s']}]}"""))
        .extracting(error -> error.substring(0, error.indexOf(':')))
        .containsExactlyInAnyOrder(
            "providers[1].name",
            "providers[2]",
            "providers[3].key",
            "targetHeader",
            "timeout",
            "redis",
            "staleAfter",
            "maxBodyBytes");
    assertThat(
            warnings(
                "{'providers':[{'name':'a','x':1}],'timeout':'9','redis':{'y':1},'z':1,"
                    + "'_rules_':[{'_match_route_':['r']}]}"))
        .containsExactlyInAnyOrder(
            "timeout: is a string; write the number without quotes",
            "redis.y: unknown field, ignored",
            "providers[0].x: unknown field, ignored",
            "z: unknown field, ignored");
  }

  @Test
  void whatIsWrongInARuleIsSaidWithItsPath() {
    assertThat(
            errors(
                """
                {'providers':[{'name':'a'}],'_rules_':[
                  {},
                  {'_match_route_':[]},
                  {'_match_domain_':['',7]},
                  {'_match_route_':['r'],'providers':[]},
                  {'_match_route_':['r'],'providers':[{'name':'x'},{'name':'x'}]},
                  {'_match_route_':['r'],'redis':{'timeout':0}},
                  {'_match_route_':['r'],'fresh_for':'11s'},
                  {'_match_route_':['r'],'target_header':'?'},
                  null]}"""))
        .containsExactlyInAnyOrder(
            "_rules_[0]: " + MATCHES_NOTHING,
            "_rules_[1]: " + MATCHES_NOTHING,
            "_rules_[2]._match_domain_[0]: must be a string that is not empty",
            "_rules_[2]._match_domain_[1]: must be a string that is not empty",
            "_rules_[2]: " + MATCHES_NOTHING,
            "_rules_[3].providers: empty; name at least one provider",
            "_rules_[4].providers[1].name: \"x\" is the name of providers[0] already",
            "_rules_[5].redis.timeout: must be a whole number of milliseconds from 1 to 3600000",
            "_rules_[6].staleAfter: must not be shorter than freshFor, 11000 ms",
            "_rules_[7].target_header: \"?\" is not a header name",
            "_rules_[8]: must be an object, not null");
  }

  private static final String MATCHES_NOTHING =
      "matches nothing; give one of _match_route_, _match_route_prefix_, _match_domain_,"
          + " _match_service_";

  @Test
  void aRuleWithoutProvidersAnywhereIsAnError() {
    assertThat(errors("{'_rules_':[{'_match_route_':['r']}]}"))
        .containsExactly("_rules_[0].providers: missing; name at least one provider");
  }

  @Test
  void whatBelongsOutsideIsUnknownInARule() {
    assertThat(
            warnings(
                "{'providers':[{'name':'a'}],'_rules_':[{'_match_route_':['r'],"
                    + "'placement':'upstream','_rules_':[],'_match_rout_':['x']}]}"))
        .containsExactlyInAnyOrder(
            "_rules_[0].placement: unknown field, ignored",
            "_rules_[0]._rules_: unknown field, ignored",
            "_rules_[0]._match_rout_: unknown field, ignored; did you mean _match_route_?");
  }

  @Test
  void aThousandRulesAreReadInOrder() {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      rules.append(i == 0 ? "" : ",").append("{'_match_route_':['r").append(i).append("']}");
    }
    Configuration configuration =
        configuration("{'providers':[{'name':'a'}],'_rules_':[" + rules + "]}");
    assertThat(configuration.rules()).hasSize(1000);
    assertThat(configuration.rules().get(7).routes()).isEqualTo(List.of("r7"));
  }
}
