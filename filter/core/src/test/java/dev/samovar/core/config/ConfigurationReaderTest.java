package dev.samovar.core.config;

import static dev.samovar.core.config.Documents.configuration;
import static dev.samovar.core.config.Documents.errors;
import static dev.samovar.core.config.Documents.read;
import static dev.samovar.core.config.Documents.settings;
import static dev.samovar.core.config.Documents.warnings;
import static dev.samovar.core.config.Documents.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.config.Settings.BodyRouting;
import dev.samovar.core.config.Settings.DecisionLog;
import dev.samovar.core.config.Settings.Freshness;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
  private static final Selection SELECTION =
      new Selection(
          new ModelTable(List.of()),
          new PolicySettings("least-load", new double[0]),
          null,
          new Failover(3, false, List.of("x-gateway-destination-endpoint")),
          new PrefixSettings(true, 64, 131072, 4, 512),
          new SessionSettings("", true),
          800);

  private static final Conventions CONVENTIONS =
      new Conventions(false, false, false, false, "", "", null);

  @Test
  void theHigressGuidesDocumentIsReadAsItStands() {
    ReadResult result = read(Documents.GUIDE);
    assertThat(result.problems()).isEmpty();
    assertThat(result.configuration().placement()).isEqualTo(Placement.ROUTER);
    assertThat(result.configuration().rules()).isEmpty();
    Settings settings = result.configuration().global();
    assertThat(settings.providers())
        .containsExactly(
            new Provider("minmax", "minimax_1", "MiniMax-M2.1"),
            new Provider("qianwen", "qwen_1", "qwen3-max-preview"));
    assertThat(settings.timeoutMillis()).isEqualTo(2000);
    assertThat(settings.keyPrefix()).isEqualTo("ai_metric:");
    assertThat(settings.targetHeader()).isEqualTo("x-selected-provider");
  }

  @Test
  void whatTheMinimalDocumentLeavesOutHasTheDocumentedDefaults() {
    assertThat(settings(Documents.MINIMAL))
        .isEqualTo(
            new Settings(
                List.of(new Provider("a", "a", null)),
                Dialect.HIGRESS,
                SELECTION,
                "x-selected-provider",
                "ai_metric:",
                "samovar-agent",
                Freshness.SNAPSHOT,
                250,
                2000,
                1000,
                10_000,
                BodyRouting.HOLD,
                5000,
                List.of(
                    "/chat/completions",
                    "/completions",
                    "/embeddings",
                    "/responses",
                    "/messages",
                    "/rerank",
                    "/audio/transcriptions",
                    "/audio/translations",
                    "/images/edits"),
                32 * 1024 * 1024,
                false,
                false,
                DecisionLog.DEBUG,
                0,
                CONVENTIONS));
    assertThat(read(Documents.MINIMAL).problems()).isEmpty();
  }

  @Test
  void everyFieldIsReadInBothSpellings() {
    String camel =
        with(
            """
            'placement':'upstream','policy':'least-load','targetHeader':'X-To','keyPrefix':'p:',
            'agentCluster':'','freshness':'request','refreshInterval':'100ms','timeout':'1s',
            'freshFor':500,'staleAfter':'1m','bodyRouting':'headers','holdTimeout':70,
            'pathSuffixes':['/x','*'],'maxBodyBytes':1000,'trustSelectedProvider':true,
            'forwardTargetModel':true,'logDecisions':'off','decisionLogSample':0.01""");
    String snake =
        camel
            .replace("targetHeader", "target_header")
            .replace("keyPrefix", "key_prefix")
            .replace("agentCluster", "agent_cluster")
            .replace("refreshInterval", "refresh_interval")
            .replace("freshFor", "fresh_for")
            .replace("staleAfter", "stale_after")
            .replace("bodyRouting", "body_routing")
            .replace("holdTimeout", "hold_timeout")
            .replace("pathSuffixes", "path_suffixes")
            .replace("maxBodyBytes", "max_body_bytes")
            .replace("trustSelectedProvider", "trust_selected_provider")
            .replace("forwardTargetModel", "forward_target_model")
            .replace("decisionLogSample", "decision_log_sample")
            .replace("logDecisions", "log_decisions");
    Settings expected =
        new Settings(
            List.of(new Provider("a", "a", null)),
            Dialect.HIGRESS,
            SELECTION,
            "x-to",
            "p:",
            "",
            Freshness.REQUEST,
            100,
            1000,
            500,
            60_000,
            BodyRouting.HEADERS,
            70,
            List.of("/x", "*"),
            1000,
            true,
            true,
            DecisionLog.OFF,
            0.01,
            CONVENTIONS);
    for (String document : List.of(camel, snake)) {
      assertThat(read(document).problems()).isEmpty();
      assertThat(configuration(document).placement()).isEqualTo(Placement.UPSTREAM);
      assertThat(settings(document)).isEqualTo(expected);
    }
    assertThat(expected.hasAgent()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // What would be right follows the path.
        "placement | 'up'     | \"up\" is unknown; one of: router, upstream",
        "policy    | 7        | must be a name or an object, not a number",
        "policy    | []       | must be a name or an object, not an array",
        "freshness | ''       | \"\" is unknown; one of: snapshot, request",
        "bodyRouting | 'no'   | \"no\" is unknown; one of: hold, headers",
        "logDecisions | true  | must be a string, not a boolean",
        "logDecisions | 'on'  | \"on\" is unknown; one of: info, debug, off",
        "targetHeader | 'a b' | \"a b\" is not a header name",
        "targetHeader | ':path' | \":path\" is not a header name",
        "targetHeader | 'ü'   | \"ü\" is not a header name",
        "targetHeader | ''    | must name a header that HTTP itself does not use",
        "targetHeader | 'Host' | must name a header that HTTP itself does not use",
        "targetHeader | 'content-length' | must name a header that HTTP itself does not use",
        "targetHeader | {}    | must be a string, not an object",
        "keyPrefix | 7        | must be a string, not a number",
        "redisKeyPrefix | []  | must be a string, not an array",
        "agentCluster | false | must be a string, not a boolean",
        "refreshInterval | 9  | must be a whole number of milliseconds from 10 to 3600000",
        "refreshInterval | '9ms' | must be a whole number of milliseconds from 10 to 3600000",
        "refreshInterval | 11000 | must not be longer than staleAfter, 10000 ms",
        "timeout   | 0        | must be a whole number of milliseconds from 1 to 3600000",
        "timeout   | -1       | must be a whole number of milliseconds from 1 to 3600000",
        "timeout   | 1.5      | must be a whole number of milliseconds from 1 to 3600000",
        "timeout   | 1e99     | must be a whole number of milliseconds from 1 to 3600000",
        "timeout   | '61m'    | must be a whole number of milliseconds from 1 to 3600000",
        "timeout   | '0.5ms'  | must be a whole number of milliseconds from 1 to 3600000",
        "timeout   | '2h'     | must be a duration such as 250ms or 2s, or a number of milliseconds",
        "timeout   | ''       | must be a duration such as 250ms or 2s, or a number of milliseconds",
        "timeout   | 's'      | must be a duration such as 250ms or 2s, or a number of milliseconds",
        "timeout   | '2 s'    | must be a duration such as 250ms or 2s, or a number of milliseconds",
        "timeout   | '1s500ms' | must be a duration such as 250ms or 2s, or a number of milliseconds",
        "timeout   | true     | must be a number of milliseconds, not a boolean",
        "timeout   | [2000]   | must be a number of milliseconds, not an array",
        "freshFor  | '1h'     | must be a duration such as 250ms or 2s, or a number of milliseconds",
        "holdTimeout | 5      | must be a whole number of milliseconds from 10 to 3600000",
        "maxBodyBytes | 0     | must be a whole number of bytes from 1 to 1073741824",
        "maxBodyBytes | 1073741825 | must be a whole number of bytes from 1 to 1073741824",
        "maxBodyBytes | '32MB' | must be a number of bytes, not a string",
        "maxBodyBytes | {}    | must be a number of bytes, not an object",
        "pathSuffixes | '/x'  | must be a list of strings, not a string",
        "pathSuffixes | {}    | must be a list of strings, not an object",
        "trustSelectedProvider | 1 | must be true or false, not a number",
        "trustSelectedProvider | 'yes' | must be true or false, not a string",
        "forwardTargetModel | [] | must be true or false, not an array",
        "redis     | 'redis-svc' | must be an object, not a string",
        "_rules_   | {}       | must be a list of objects, not an object",
        "_rules_   | 'x'      | must be a list of objects, not a string"
      })
  void aWrongFieldIsOneErrorAtItsPath(String field, String value, String message) {
    String document = with("'" + field + "':" + value);
    assertThat(errors(document)).containsExactly(field + ": " + message);
    assertThat(read(document).configuration()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                     | providers: missing; name at least one provider",
        "{'providers':null}                     | providers: missing; name at least one provider",
        "{'providers':[]}                       | providers: empty; name at least one provider",
        "{'providers':{}}                       | providers: must be a list of objects, not an object",
        "{'providers':'a'}                      | providers: must be a list of objects, not a string",
        "{'providers':['a']}                    | providers[0]: must be an object, not a string",
        "{'providers':[null]}                   | providers[0]: must be an object, not null",
        "{'providers':[{}]}                     | providers[0].name: missing; the name that the route matches",
        "{'providers':[{'name':''}]}            | providers[0].name: missing; the name that the route matches",
        "{'providers':[{'name':null}]}          | providers[0].name: missing; the name that the route matches",
        "{'providers':[{'name':7}]}             | providers[0].name: must be a string, not a number",
        "{'providers':[{'name':' a'}]}          | providers[0].name: must be printable, it travels in a header",
        "{'providers':[{'name':'a\\r\\nb: c'}]} | providers[0].name: must be printable, it travels in a header",
        "{'providers':[{'name':'a\\u007f'}]}    | providers[0].name: must be printable, it travels in a header",
        "{'providers':[{'name':'a','key':''}]}  | providers[0].key: must not be empty; leave it out to use the name",
        "{'providers':[{'name':'a','key':7}]}   | providers[0].key: must be a string, not a number",
        "{'providers':[{'name':'a','model':''}]} | providers[0].model: must be a printable name; leave it out to keep the client's",
        "{'providers':[{'name':'a','model':'x\\n'}]} | providers[0].model: must be a printable name; leave it out to keep the client's",
        "{'providers':[{'name':'a','model':[]}]} | providers[0].model: must be a string, not an array",
        "{'_rules_':[]}                         | providers: missing; name at least one provider",
        "{'_rules_':null}                       | providers: missing; name at least one provider"
      })
  void aWrongProviderIsOneErrorAtItsPath(String document, String error) {
    assertThat(errors(document)).containsExactly(error);
  }

  @Test
  void duplicateNamesAreErrorsAndDuplicateKeysAreNot() {
    assertThat(errors("{'providers':[{'name':'a'},{'name':'b'},{'name':'a'},{'name':'a'}]}"))
        .containsExactly(
            "providers[2].name: \"a\" is the name of providers[0] already",
            "providers[3].name: \"a\" is the name of providers[0] already");
    assertThat(
            settings("{'providers':[{'name':'a','key':'k'},{'name':'b','key':'k'}]}").providers())
        .hasSize(2);
  }

  @Test
  void everyErrorIsSaidAtOnce() {
    assertThat(
            errors(
                """
                {'placement':1,'policy':'x','targetHeader':'?','keyPrefix':1,'freshness':2,
                 'refreshInterval':'x','timeout':'x','bodyRouting':3,'holdTimeout':1,
                 'pathSuffixes':['',7,'/ok'],'maxBodyBytes':-1,'trustSelectedProvider':4,
                 'forwardTargetModel':5,'logDecisions':6,
                 'providers':[{'model':1},{'name':'a','key':2},7],
                 '_rules_':[8,{'_match_route_':'r'}]}"""))
        .extracting(error -> error.substring(0, error.indexOf(':')))
        .containsExactlyInAnyOrder(
            "placement",
            "policy",
            "targetHeader",
            "keyPrefix",
            "freshness",
            "refreshInterval",
            "timeout",
            "bodyRouting",
            "holdTimeout",
            "pathSuffixes[0]",
            "pathSuffixes[1]",
            "maxBodyBytes",
            "trustSelectedProvider",
            "forwardTargetModel",
            "logDecisions",
            "providers[0].name",
            "providers[0].model",
            "providers[1].key",
            "providers[2]",
            "_rules_[0]",
            "_rules_[1]._match_route_",
            "_rules_[1]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'timeout':'2000'          | timeout: is a string; write the number without quotes",
        "'maxBodyBytes':'5'        | maxBodyBytes: is a string; write the number without quotes",
        "'max_body_bytes':'5'      | max_body_bytes: is a string; write the number without quotes",
        "'redis':{'timeout':'7'}   | redis.timeout: is a string; write the number without quotes",
        "'forwardTargetModel':'true' | forwardTargetModel: is a string; write true without quotes",
        "'forwardTargetModel':'false' | forwardTargetModel: is a string; write false without quotes",
        "'target_haeder':'x'       | target_haeder: unknown field, ignored; did you mean target_header?",
        "'unknown':null            | unknown: unknown field, ignored",
        "'timeoutMillis':3         | timeoutMillis: unknown field, ignored",
        "'redis':{'host':'x'}      | redis.host: unknown field, ignored",
        "'timeout':1,'timeout':2   | timeout: stands more than once; the last one counts",
        "'redis':{'password':'s3cret'} | redis.password: stands readable in the proxy's config dump; only the agent needs it"
      })
  void aDoubtfulFieldIsAWarningAtItsPath(String members, String warning) {
    assertThat(warnings(with(members))).containsExactly(warning);
    assertThat(errors(with(members))).isEmpty();
  }

  @Test
  void unknownFieldsOfProvidersAreWarnedOf() {
    assertThat(warnings("{'providers':[{'name':'a','Model':'x','url':'y'}]}"))
        .containsExactlyInAnyOrder(
            "providers[0].Model: unknown field, ignored; did you mean model?",
            "providers[0].url: unknown field, ignored");
  }

  @Test
  void aNumberInAStringCounts() {
    Settings settings = settings(with("'timeout':'1500','maxBodyBytes':'77'"));
    assertThat(settings.timeoutMillis()).isEqualTo(1500);
    assertThat(settings.maxBodyBytes()).isEqualTo(77);
    assertThat(settings(with("'forwardTargetModel':'true'")).forwardTargetModel()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'1ms',1", "'250ms',250", "'2s',2000", "'0.3s',300", "'1.001s',1001", "'1.005s',1005",
    "'2.003s',2003", "'4.35s',4350", "'1m',60000", "'0.05m',3000", "'1.5m',90000", "'60m',3600000",
    "'3600s',3600000", "7,7", "7.0,7", "1e3,1000"
  })
  void durationsAreExact(String text, int millis) {
    String value = text.matches(".*[ms]") ? "'" + text + "'" : text;
    assertThat(settings(with("'timeout':" + value)).timeoutMillis()).isEqualTo(millis);
    assertThat(warnings(with("'timeout':" + value))).isEmpty();
  }

  @Test
  void everyMillisecondOfASecondMayBeWrittenInSeconds() {
    for (int millis = 1; millis < 3000; millis++) {
      String seconds =
          "'" + millis / 1000 + "." + String.format(Locale.ROOT, "%03d", millis % 1000) + "s'";
      assertThat(settings(with("'timeout':" + seconds)).timeoutMillis())
          .as(seconds)
          .isEqualTo(millis);
    }
  }

  @Test
  void bothSpellingsBesideEachOtherAreAnError() {
    assertThat(errors(with("'targetHeader':'x','target_header':'y'")))
        .containsExactly(
            "targetHeader: stands beside target_header, which means the same; keep one");
    assertThat(errors(with("'keyPrefix':'x','redis_key_prefix':'y'")))
        .containsExactly(
            "keyPrefix: stands beside redis_key_prefix, which means the same; keep one");
    assertThat(errors(with("'key_prefix':'x','redisKeyPrefix':'y'")))
        .containsExactly(
            "key_prefix: stands beside redisKeyPrefix, which means the same; keep one");
  }

  @Test
  void nullIsAsIfAbsent() {
    String nulls =
        with(
            """
            'placement':null,'policy':null,'targetHeader':null,'target_header':null,
            'keyPrefix':null,'redis':null,'timeout':null,'pathSuffixes':null,'maxBodyBytes':null,
            'trustSelectedProvider':null,'_rules_':null,'agent_cluster':null""");
    assertThat(read(nulls).problems()).isEmpty();
    assertThat(configuration(nulls)).isEqualTo(configuration(Documents.MINIMAL));
    assertThat(settings(with("'targetHeader':null,'target_header':'x'")).targetHeader())
        .isEqualTo("x");
    assertThat(read("{'providers':[{'name':'a','key':null,'model':null}]}").problems()).isEmpty();
  }

  @Test
  void aTimeoutOfItsOwnGoesBeforeThatOfTheRedisBlock() {
    assertThat(settings(with("'redis':{'timeout':300}")).timeoutMillis()).isEqualTo(300);
    assertThat(settings(with("'redis':{'timeout':300},'timeout':70")).timeoutMillis())
        .isEqualTo(70);
    assertThat(settings(with("'redis':{}")).timeoutMillis()).isEqualTo(2000);
    assertThat(settings(with("'redis':{'timeout':null}")).timeoutMillis()).isEqualTo(2000);
  }

  @Test
  void agesMustBeInOrder() {
    assertThat(errors(with("'freshFor':'20s'")))
        .containsExactly("staleAfter: must not be shorter than freshFor, 20000 ms");
    assertThat(errors(with("'fresh_for':500,'stale_after':400")))
        .containsExactly("stale_after: must not be shorter than freshFor, 500 ms");
    assertThat(errors(with("'staleAfter':1000,'refreshInterval':1001")))
        .containsExactly("refreshInterval: must not be longer than staleAfter, 1000 ms");
    assertThat(settings(with("'freshFor':400,'staleAfter':400,'refreshInterval':400"))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "null", "[]", "7", "\"x\"", "{", "{}x", "providers: []", "\uFEFF{}"})
  void whatIsNoObjectIsOneErrorOfTheWhole(String text) {
    ReadResult result = ConfigurationReader.read(text);
    assertThat(result.configuration()).isNull();
    assertThat(result.problems()).hasSize(1);
    assertThat(result.errors().get(0).path()).isEqualTo("configuration");
  }

  @Test
  void deepNestingIsAnErrorAndNoOverflow() {
    for (String open : List.of("[", "{\"a\":", "{\"_rules_\":[")) {
      assertThat(ConfigurationReader.read(open.repeat(200_000)).errors()).hasSize(1);
    }
    String deep = with("'other':" + "[".repeat(60) + "]".repeat(60));
    assertThat(warnings(deep)).containsExactly("other: unknown field, ignored");
  }

  @Test
  void aThousandProvidersAreRead() {
    StringBuilder providers = new StringBuilder("{'name':'p0'}");
    for (int i = 1; i < 1000; i++) {
      providers.append(",{'name':'p").append(i).append("'}");
    }
    Settings settings = settings("{'providers':[" + providers + "]}");
    assertThat(settings.indexOf("p999")).isEqualTo(999);
    assertThat(settings.indexOf("p1000")).isEqualTo(-1);
  }
}
