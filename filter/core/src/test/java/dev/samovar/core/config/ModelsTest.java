package dev.samovar.core.config;

import static dev.samovar.core.config.Documents.errors;
import static dev.samovar.core.config.Documents.settings;
import static dev.samovar.core.config.Documents.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.config.RouteRule.Split;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models: how they are found, what their rules say, and what is wrong with them. */
class ModelsTest {
  private static final int NO_END = Integer.MAX_VALUE;

  private static String models(String models) {
    return "{'providers':[{'name':'a'},{'name':'b','weight':3,'priority':1}],'models':["
        + models
        + "]}";
  }

  private static RouteRule rule(String rule) {
    return settings(models("{'name':'m','rules':[" + rule + "]}")).route("m").rules().get(0);
  }

  private static RouteTarget whole(int provider) {
    return provider == 0
        ? new RouteTarget(0, 1, 0, List.of(), null, null)
        : new RouteTarget(1, 3, 1, List.of(), null, null);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4, gpt-4",
    "gpt-4o, gpt-4*",
    "gpt-4-turbo, gpt-4-*",
    "gpt-3, gpt-*",
    "gpt-, gpt-*",
    "GPT-4, *",
    "other, *",
    "latest, gpt-4",
    "gpt-alias, claude-*",
    "'', *",
    "*, *",
    "gpt-4*, gpt-4*"
  })
  void aNameOrAliasGoesFirstThenTheLongestPrefix(String model, String pattern) {
    Settings settings =
        settings(
            models(
                "{'name':'*'},{'name':'gpt-*'},{'name':'gpt-4-*'},{'name':'gpt-4*'},"
                    + "{'name':'claude-*','aliases':['gpt-alias']},"
                    + "{'name':'gpt-4','aliases':['latest']}"));
    assertThat(settings.route(model).pattern()).isEqualTo(pattern);
  }

  @Test
  void aModelThatNothingNamesHasNoRoute() {
    Settings settings = settings(models("{'name':'gpt-*','aliases':['x']}"));
    assertThat(settings.route("gpt")).isNull();
    assertThat(settings.route("X")).isNull();
    assertThat(settings.route("")).isNull();
    assertThat(settings(Documents.MINIMAL).models()).isEmpty();
    assertThat(settings(Documents.MINIMAL).route("gpt-4")).isNull();
  }

  @Test
  void aModelWithoutRulesGoesToEveryProvider() {
    List<RouteRule> rules = settings(models("{'name':'m'}")).route("m").rules();
    assertThat(rules)
        .containsExactly(
            new RouteRule(List.of(), null, 0, NO_END, List.of(whole(0), whole(1)), Split.NONE));
    assertThat(rules.get(0).isUnconditional()).isTrue();
  }

  @Test
  void targetsBesideTheNameAreTheOnlyRule() {
    ModelRoute route =
        settings(models("{'name':'m','targets':['b'],'splitBy':'user','policy':'random'}"))
            .route("m");
    assertThat(route.rules())
        .containsExactly(new RouteRule(List.of(), null, 0, NO_END, List.of(whole(1)), Split.USER));
    assertThat(route.policy()).isEqualTo(new PolicySettings("random", new double[0]));
  }

  @Test
  void everyConditionIsRead() {
    Settings settings =
        settings(
            """
            {'providers':[{'name':'a'}],'tenantHeader':'X-Tenant','models':[{'name':'m','rules':[
              {'headers':{'X-Env':'prod','x-n':7,'x-b':true},'tenant':'acme',
               'promptTokensFrom':100,'prompt_tokens_below':200}]}]}""");
    assertThat(settings.tenantHeader()).isEqualTo("x-tenant");
    RouteRule rule = settings.route("m").rules().get(0);
    assertThat(rule.headers())
        .containsExactlyInAnyOrder(
            new HeaderMatch("x-env", "prod"),
            new HeaderMatch("x-n", "7"),
            new HeaderMatch("x-b", "true"));
    assertThat(rule.tenant()).isEqualTo("acme");
    assertThat(rule.promptTokensFrom()).isEqualTo(100);
    assertThat(rule.promptTokensBelow()).isEqualTo(200);
    assertThat(rule.isUnconditional()).isFalse();
  }

  @Test
  void aTargetHasItsProvidersWeightAndPriorityUnlessItSaysSo() {
    assertThat(
            rule("{'targets':['b',{'provider':'b'},{'provider':'a','weight':0,'priority':2,"
                    + "'labels':{'version':'v1','n':1},'lora':'l'},"
                    + "{'provider':'a','lora':'l','model':'up'}]}")
                .targets())
        .containsExactly(
            whole(1),
            whole(1),
            new RouteTarget(
                0, 0, 2, List.of(new Label("version", "v1"), new Label("n", "1")), "l", "l"),
            new RouteTarget(0, 1, 0, List.of(), "l", "up"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'targets':['a','b']}                                     | NONE",
        "{'targets':['a',{'provider':'b'}]}                        | NONE",
        "{'targets':['a',{'provider':'b','weight':5}]}             | RANDOM",
        "{'targets':['a','b'],'splitBy':'random'}                  | RANDOM",
        "{'targets':['a',{'provider':'b','weight':5}],'split_by':'user'} | USER",
        "{'splitBy':'session'}                                     | SESSION"
      })
  void weightsSplitWhereTheRuleSaysSo(String rule, Split split) {
    assertThat(rule(rule).splitBy()).isEqualTo(split);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                        | models[0].name: missing; the model that clients ask for, prefix-* or *",
        "{'name':''}               | models[0].name: missing; the model that clients ask for, prefix-* or *",
        "{'name':7}                | models[0].name: must be a string, not a number",
        "{'name':'m','targets':[{'provider':7}]} | models[0].targets[0].provider: must be a string, not a number",
        "7                         | models[0]: must be an object, not a number",
        "{'name':'a*b'}            | models[0].name: may have one *, at its end",
        "{'name':'**'}             | models[0].name: may have one *, at its end",
        "{'name':'m','aliases':['x*']} | models[0].aliases[0]: must be a whole name, without *",
        "{'name':'m','aliases':['m']} | models[0].aliases[0]: \"m\" stands at models[0].name already",
        "{'name':'m'},{'name':'m'} | models[1].name: \"m\" stands at models[0].name already",
        "{'name':'*'},{'name':'*'} | models[1].name: \"*\" stands at models[0].name already",
        "{'name':'m','aliases':['n']},{'name':'n'} | models[0].aliases[0]: \"n\" stands at models[1].name already",
        "{'name':'m','rules':[]}   | models[0].rules: empty; give a rule, or leave it out for all providers",
        "{'name':'m','rules':{}}   | models[0].rules: must be a list of objects, not an object",
        "{'name':'m','rules':[{}],'targets':['a']} | models[0].targets: stands beside models[0].rules; put it into a rule",
        "{'name':'m','targets':[]} | models[0].targets: empty; name a provider, or leave it out for all",
        "{'name':'m','targets':'a'} | models[0].targets: must be a list of providers, not a string",
        "{'name':'m','targets':[7]} | models[0].targets[0]: must be an object, not a number",
        "{'name':'m','targets':['x']} | models[0].targets[0]: \"x\" is no provider",
        "{'name':'m','targets':[{'provider':'x'}]} | models[0].targets[0].provider: \"x\" is no provider",
        "{'name':'m','targets':[{}]} | models[0].targets[0].provider: missing; the name of a provider",
        "{'name':'m','targets':[{'provider':'a','weight':0},{'provider':'b','weight':0}]} | models[0].targets: all weights are zero; give one a weight",
        "{'name':'m','targets':[{'provider':'a','weight':-1}]} | models[0].targets[0].weight: must be a whole number of shares from 0 to 1000000",
        "{'name':'m','targets':[{'provider':'a','lora':''}]} | models[0].targets[0].lora: must be a printable name; leave it out for no adapter",
        "{'name':'m','targets':[{'provider':'a','labels':{'v':[]}}]} | models[0].targets[0].labels.v: must be a string, not an array",
        "{'name':'m','splitBy':'tenant'} | models[0].splitBy: \"tenant\" is unknown; one of: random, user, session",
        "{'name':'m','policy':'best'} | models[0].policy: ",
        "{'name':'m','rules':[{'promptTokensFrom':9,'promptTokensBelow':9}]} | models[0].rules[0].promptTokensBelow: must be above promptTokensFrom, 9",
        "{'name':'m','rules':[{'headers':{'a b':'c'}}]} | models[0].rules[0].headers.a b: \"a b\" is not a header name",
        "{'name':'m','rules':[{'headers':[]}]} | models[0].rules[0].headers: must be an object, not an array"
      })
  void aWrongModelIsOneErrorAtItsPath(String models, String error) {
    assertThat(errors(models(models))).hasSize(1).allMatch(said -> said.startsWith(error));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{},{'promptTokensFrom':5} | 1",
        "{'headers':{'h':'1'}},{'headers':{'h':'1','i':'2'}} | 1",
        "{'promptTokensFrom':5},{'promptTokensFrom':7,'promptTokensBelow':9} | 1",
        "{'headers':{'h':'1'}},{'headers':{'h':'2'}},{},{} | 3"
      })
  void aRuleThatAnEarlierOneCoversIsWarnedOf(String rules, int place) {
    assertThat(warnings(models("{'name':'m','rules':[" + rules + "]}")))
        .containsExactly(
            "models[0].rules["
                + place
                + "]: is never reached; an earlier rule takes all that it would");
  }

  @Test
  void rulesThatLeaveRoomForEachOtherAreNotWarnedOf() {
    assertThat(
            warnings(
                models(
                    "{'name':'m','rules':[{'promptTokensBelow':5},{'headers':{'h':'1'}},"
                        + "{'promptTokensFrom':3},{'promptTokensFrom':1},{}]}")))
        .isEmpty();
  }

  @Test
  void aTenantWithoutAHeaderThatNamesItIsWarnedOf() {
    assertThat(warnings(models("{'name':'m','rules':[{'tenant':'t'}]}")))
        .containsExactly("models[0].rules[0].tenant: never matches; tenantHeader names no header");
  }

  @Test
  void aMisspelledProviderIsNamedWithTheOneThatWasMeant() {
    assertThat(
            errors(
                "{'providers':[{'name':'qianwen'}],'models':[{'name':'m','targets':['qanwen']}]}"))
        .containsExactly("models[0].targets[0]: \"qanwen\" is no provider; did you mean qianwen?");
  }

  @Test
  void aRuleOfTheTrafficTakesModelsUnlessItHasProvidersOfItsOwn() {
    Configuration configuration =
        Documents.configuration(
            """
            {'providers':[{'name':'a'}],'models':[{'name':'m','targets':['a']}],'_rules_':[
              {'_match_route_':['r'],'providers':[{'name':'b'}]},
              {'_match_route_':['s'],'timeout':5},
              {'_match_route_':['t'],'models':[{'name':'n','targets':['a']}]}]}""");
    assertThat(configuration.rules().get(0).settings().models()).isEmpty();
    assertThat(configuration.rules().get(1).settings().route("m")).isNotNull();
    assertThat(configuration.rules().get(2).settings().route("m")).isNull();
    assertThat(configuration.rules().get(2).settings().route("n")).isNotNull();
  }

  @Test
  void tenThousandModelsAreReadAndFound() {
    StringBuilder models = new StringBuilder("{'name':'*'}");
    for (int i = 0; i < 10_000; i++) {
      models.append(",{'name':'model-").append(i).append("','targets':['b']}");
    }
    Settings settings = settings(models(models.toString()));
    assertThat(settings.route("model-9999").pattern()).isEqualTo("model-9999");
    assertThat(settings.route("model-10000").pattern()).isEqualTo("*");
  }
}
