package dev.samovar.core.config;

import static dev.samovar.core.config.Documents.errors;
import static dev.samovar.core.config.Documents.read;
import static dev.samovar.core.config.Documents.settings;
import static dev.samovar.core.config.Documents.warnings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.samovar.core.config.RouteRule.Split;
import dev.samovar.core.policy.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Istio LLM filter's dialect, as its guide has it. */
class IstioDialectTest {
  private static final String CLUSTER = "outbound|8000||qwen-service.llm.svc.cluster.local";

  private static double parameter(PolicySettings policy, String name) {
    Policies.Parameter[] table = Policies.parameters(Policies.find(policy.name()));
    for (int i = 0; i < table.length; i++) {
      if (table[i].name().equals(name)) {
        return policy.parameters()[i];
      }
    }
    throw new AssertionError(name);
  }

  /** A document of one model with one rule. */
  private static String rule(String rule) {
    return "{'model_mapping_rule':{'m':{'rules':[" + rule + "]}}}";
  }

  private static String load(String load) {
    return "{'model_mapping_rule':{'m':{'rules':[{'cluster':'c'}]}},'lb_mapping_rule':{'m':"
        + load
        + "}}";
  }

  @Test
  void theGuidesDocumentIsReadAsItStands() {
    assertThat(read(Documents.ISTIO).problems()).isEmpty();
    Settings settings = settings(Documents.ISTIO);
    assertThat(settings.dialect()).isEqualTo(Dialect.ISTIO);
    assertThat(settings.clusterHeader()).isEqualTo("x-samovar-cluster");
    assertThat(settings.targetHeader()).isEqualTo("x-selected-provider");
    assertThat(settings.restoreModel()).isFalse();
    Provider provider = settings.providers().get(0);
    assertThat(settings.providers()).hasSize(1);
    assertThat(provider.name()).isEqualTo("qwen-2.5-72b");
    assertThat(provider.cluster()).isEqualTo(CLUSTER);
    assertThat(provider.fleetName()).isEqualTo(CLUSTER);
    assertThat(provider.engine()).isEqualTo("vllm");
    assertThat(provider.model()).isNull();
    ModelRoute route = settings.route("qwen-2.5-72b");
    assertThat(settings.route("Qwen-2.5-72b")).isNull();
    assertThat(route.rules())
        .containsExactly(
            new RouteRule(
                List.of(),
                null,
                0,
                Integer.MAX_VALUE,
                List.of(new RouteTarget(0, 1, 0, List.of(), null, null)),
                Split.NONE));
    assertThat(route.policy().name()).isEqualTo("aigw");
    assertThat(parameter(route.policy(), "candidatePercent")).isEqualTo(10);
    assertThat(parameter(route.policy(), "requestWeight")).isEqualTo(1);
    assertThat(parameter(route.policy(), "prefillWeight")).isEqualTo(3);
    assertThat(parameter(route.policy(), "cacheWeight")).isEqualTo(2);
    assertThat(settings.prefix().enabled()).isTrue();
  }

  @Test
  void aTypedStructIsReadForItsValue() {
    String wrapped =
        "{'@type':'type.googleapis.com/xds.type.v3.TypedStruct','value':" + Documents.ISTIO + "}";
    assertThat(read(wrapped).problems()).isEmpty();
    assertThat(settings(wrapped)).isEqualTo(settings(Documents.ISTIO));
    assertThat(errors("{'@type':'x','type_url':'y','value':{'protocol':'grpc','providers':[]}}"))
        .containsExactlyInAnyOrder(
            "value.providers: empty; name at least one provider",
            "value.protocol: \"grpc\" is unknown; one of: openai");
    assertThat(errors("{'@type':'x'}")).containsExactly("value: missing; the configuration");
    assertThat(errors("{'@type':'x','value':7}"))
        .containsExactly("value: must be an object, not a number");
  }

  @Test
  void twoModelsMayShareASceneNameWithOtherClusters() {
    Settings settings =
        settings(
            """
            {'model_mapping_rule':{
              'm':{'rules':[{'scene_name':'s','cluster':'outbound|1||a'}]},
              'n':{'rules':[{'scene_name':'s','cluster':'outbound|1||b'}]},
              'o':{'rules':[{'scene_name':'s','cluster':'outbound|1||a'}]}}}""");
    assertThat(settings.providers())
        .extracting(Provider::name, Provider::fleetName)
        .containsExactly(tuple("s", "outbound|1||a"), tuple("s", "outbound|1||b"));
    assertThat(settings.route("m").rules().get(0).targets().get(0).provider()).isEqualTo(0);
    assertThat(settings.route("n").rules().get(0).targets().get(0).provider()).isEqualTo(1);
    assertThat(settings.route("o").rules().get(0).targets().get(0).provider()).isEqualTo(0);
  }

  @Test
  void rulesWithMoreHeadersGoFirst() {
    Settings settings =
        settings(
            rule(
                "{'cluster':'plain'},"
                    + "{'cluster':'one','headers':[{'key':'X-Env','value':'prod'}]},"
                    + "{'cluster':'two','headers':[{'key':'a','value':'1'},{'key':'b'}]},"
                    + "{'cluster':'uno','headers':[{'key':'x-env','value':'test'}]}"));
    assertThat(settings.route("m").rules())
        .extracting(rule -> settings.providers().get(rule.targets().get(0).provider()).cluster())
        .containsExactly("two", "one", "uno", "plain");
    assertThat(settings.route("m").rules().get(1).headers())
        .containsExactly(new HeaderMatch("x-env", "prod"));
    assertThat(warnings(rule("{'cluster':'a'},{'cluster':'b'}")))
        .containsExactly(
            "model_mapping_rule.m.rules[1]: is never reached; an earlier rule takes all that it"
                + " would");
  }

  @Test
  void subsetsAreTargetsWithLabelsAndAdapter() {
    Settings settings =
        settings(
            rule(
                "{'cluster':'c','subset':[{'name':'main','labels':{'version':'v1'},"
                    + "'lora':'lora-adapter-1'},{'labels':{'version':'v2'}}]}"));
    assertThat(settings.route("m").rules().get(0).targets())
        .containsExactly(
            new RouteTarget(
                0, 1, 0, List.of(new Label("version", "v1")), "lora-adapter-1", "lora-adapter-1"),
            new RouteTarget(0, 1, 0, List.of(new Label("version", "v2")), null, null));
  }

  @Test
  void whatARuleLeavesOutIsTheModelsNameAndTriton() {
    Provider provider = settings(rule("{'cluster':'c'}")).providers().get(0);
    assertThat(provider.name()).isEqualTo("m");
    assertThat(provider.engine()).isEqualTo("triton");
  }

  @ParameterizedTest
  @CsvSource({
    // load_aware_enable, cache_aware_enable, requests, prefill, cache
    "true,  true,  1, 3, 2",
    "true,  false, 1, 3, 0",
    "false, true,  0, 0, 2",
    "false, false, 0, 0, 0"
  })
  void whatIsSwitchedOffWeighsNothing(
      boolean load, boolean cache, double requests, double prefill, double caches) {
    Settings settings =
        settings(load("{'load_aware_enable':" + load + ",'cache_aware_enable':" + cache + "}"));
    PolicySettings policy = settings.route("m").policy();
    assertThat(parameter(policy, "requestWeight")).isEqualTo(requests);
    assertThat(parameter(policy, "prefillWeight")).isEqualTo(prefill);
    assertThat(parameter(policy, "cacheWeight")).isEqualTo(caches);
    assertThat(parameter(policy, "candidatePercent")).isEqualTo(5);
    assertThat(settings.prefix().enabled()).isEqualTo(cache);
  }

  @Test
  void aModelWithoutALoadRuleFollowsTheEnvironment() {
    String document = rule("{'cluster':'c'}");
    Settings plain = settings(document);
    assertThat(plain.route("m").policy()).isNull();
    assertThat(plain.policy().name()).isEqualTo("aigw");
    assertThat(parameter(plain.policy(), "cacheWeight")).isZero();
    assertThat(parameter(plain.policy(), "requestWeight")).isEqualTo(1);
    assertThat(plain.prefix().enabled()).isFalse();
    Settings cached =
        read(document, "METADATA_CENTER_CACHE_ENABLED", "true").configuration().global();
    assertThat(parameter(cached.policy(), "cacheWeight")).isEqualTo(2);
    assertThat(cached.prefix().enabled()).isTrue();
  }

  @Test
  void theMetadataCentreIsTheAgentsCluster() {
    assertThat(settings(Documents.ISTIO).hasAgent()).isFalse();
    assertThat(settings(Documents.ISTIO).timeoutMillis()).isEqualTo(100);
    ReadResult bare = read(Documents.ISTIO, "METADATA_CENTER_ENABLED", "true");
    assertThat(bare.problems()).isEmpty();
    assertThat(bare.configuration().global().agentCluster()).isEqualTo("outbound|8080||localhost");
    Settings full =
        read(
                Documents.ISTIO,
                "METADATA_CENTER_ENABLED",
                "true",
                "METADATA_CENTER_HOST",
                "metadata-center.llm.svc.cluster.local",
                "METADATA_CENTER_PORT",
                "80",
                "METADATA_CENTER_TIMEOUT_MS",
                "250")
            .configuration()
            .global();
    assertThat(full.agentCluster()).isEqualTo("outbound|80||metadata-center.llm.svc.cluster.local");
    assertThat(full.timeoutMillis()).isEqualTo(250);
    assertThat(full.hasAgent()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "METADATA_CENTER_PORT, tcp://10.0.0.1:80, outbound|8080||localhost, 100",
    "METADATA_CENTER_PORT, 0, outbound|8080||localhost, 100",
    "METADATA_CENTER_PORT, 65536, outbound|8080||localhost, 100",
    "METADATA_CENTER_TIMEOUT_MS, soon, outbound|8080||localhost, 100",
    "METADATA_CENTER_TIMEOUT_MS, -1, outbound|8080||localhost, 100"
  })
  void aWrongVariableIsAWarningAndItsDefault(
      String variable, String value, String cluster, int timeout) {
    ReadResult result = read(Documents.ISTIO, "METADATA_CENTER_ENABLED", "true", variable, value);
    assertThat(result.problems())
        .hasSize(1)
        .allMatch(problem -> problem.path().equals(variable) && !problem.fatal());
    assertThat(result.configuration().global().agentCluster()).isEqualTo(cluster);
    assertThat(result.configuration().global().timeoutMillis()).isEqualTo(timeout);
  }

  @Test
  void nativeFieldsMayStandBeside() {
    String document =
        "{'freshness':'request','agentCluster':'mine','timeout':'1s','clusterHeader':'X-C',"
            + "'logDecisions':'info',"
            + rule("{'cluster':'c'}").substring(1);
    assertThat(read(document).problems()).isEmpty();
    assertThat(settings(document).agentCluster()).isEqualTo("mine");
    assertThat(settings(document).timeoutMillis()).isEqualTo(1000);
    assertThat(settings(document).clusterHeader()).isEqualTo("x-c");
  }

  @Test
  void anotherAlgorithmIsAPolicyByName() {
    String document = "{'algorithm':'least-request'," + rule("{'cluster':'c'}").substring(1);
    assertThat(settings(document).policy().name()).isEqualTo("least-request");
    assertThat(warnings("{'algorithm':'random'," + load("{}").substring(1)))
        .containsExactly(
            "lb_mapping_rule.m: is for algorithm inference_lb alone; random ignores it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "{'protocol':'grpc','model_mapping_rule':{'m':{'rules':[{'cluster':'c'}]}}} ! protocol: \"grpc\" is unknown; one of: openai",
        "{'algorithm':'best','model_mapping_rule':{'m':{'rules':[{'cluster':'c'}]}}} ! algorithm: \"best\" is unknown; one of: ",
        "{'model_mapping_rule':{}} ! model_mapping_rule: missing or empty; name at least one model",
        "{'lb_mapping_rule':{}} ! modelMappingRule: missing or empty; name at least one model",
        "{'model_mapping_rule':7} ! model_mapping_rule: must be an object, not a number",
        "{'model_mapping_rule':{'m':7}} ! model_mapping_rule.m: must be an object, not a number",
        "{'model_mapping_rule':{'m':{}}} ! model_mapping_rule.m.rules: missing or empty; give a rule",
        "{'model_mapping_rule':{'m':{'rules':[7]}}} ! model_mapping_rule.m.rules[0]: must be an object, not a number",
        "{'model_mapping_rule':{'m':{'rules':[{}]}}} ! model_mapping_rule.m.rules[0].cluster: missing; the proxy's cluster, outbound|port||host",
        "{'model_mapping_rule':{'m':{'rules':[{'cluster':''}]}}} ! model_mapping_rule.m.rules[0].cluster: missing; the proxy's cluster, outbound|port||host",
        "{'model_mapping_rule':{'m':{'rules':[{'cluster':'c','scene_name':'a\\nb'}]}}} ! model_mapping_rule.m.rules[0].scene_name: must be a printable name; leave it out to use the model's",
        "{'model_mapping_rule':{'m':{'rules':[{'cluster':'c','headers':[{}]}]}}} ! model_mapping_rule.m.rules[0].headers[0].key: missing; a header's name",
        "{'model_mapping_rule':{'m':{'rules':[{'cluster':'c','headers':[{'key':'a b'}]}]}}} ! model_mapping_rule.m.rules[0].headers[0].key: \"a b\" is not a header name",
        "{'model_mapping_rule':{'m':{'rules':[{'cluster':'c','subset':[7]}]}}} ! model_mapping_rule.m.rules[0].subset[0]: must be an object, not a number",
        "{'model_mapping_rule':{'m':{'rules':[{'cluster':'c'}]}},'providers':[{'name':'a'}]} ! providers: stands beside model_mapping_rule, another dialect; keep one"
      })
  void aWrongDocumentIsOneErrorAtItsPath(String document, String error) {
    assertThat(errors(document)).hasSize(1).allMatch(said -> said.startsWith(error));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "{'candidate_percent':0}    ! candidate_percent: must be a whole number of percent from 1 to 100",
        "{'candidate_percent':101}  ! candidate_percent: must be a whole number of percent from 1 to 100",
        "{'request_load_weight':-1} ! request_load_weight: must be a number from 0 to 1000000",
        "{'cache_radio_weight':'x'} ! cache_radio_weight: must be a number, not a string",
        "{'load_aware_enable':'yes'} ! load_aware_enable: must be true or false, not a string"
      })
  void aWrongLoadRuleIsOneErrorAtItsPath(String load, String error) {
    assertThat(errors(load(load))).containsExactly("lb_mapping_rule.m." + error);
  }

  @Test
  void aLoadRuleOfNoModelIsWarnedOf() {
    assertThat(
            warnings(
                "{'model_mapping_rule':{'m':{'rules':[{'cluster':'c'}]}},"
                    + "'lb_mapping_rule':{'n':{}}}"))
        .containsExactly("lb_mapping_rule.n: is for no model of model_mapping_rule");
  }
}
