package dev.samovar.core.config;

import static dev.samovar.core.config.Documents.errors;
import static dev.samovar.core.config.Documents.read;
import static dev.samovar.core.config.Documents.settings;
import static dev.samovar.core.config.Documents.warnings;
import static dev.samovar.core.config.Documents.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.policy.Policies;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies in a document: names, parameters, defaults of the dialects and of the environment. */
class PolicyReaderTest {
  private static final String AIBRIX = "AIBRIX_ROUTING_ALGORITHM";

  static Stream<Integer> policies() {
    return IntStream.range(0, Policies.count()).boxed();
  }

  private static PolicySettings standard(String name) {
    return new PolicySettings(name, Policies.standard(Policies.find(name)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyPolicyIsReadByItsNameAndCreatedFromWhatWasRead(int policy) {
    String name = Policies.name(policy);
    for (String value : new String[] {"'" + name + "'", "{'name':'" + name + "'}"}) {
      assertThat(read(with("'policy':" + value)).problems()).isEmpty();
      PolicySettings read = settings(with("'policy':" + value)).policy();
      assertThat(read).isEqualTo(standard(name));
      assertThat(Policies.create(read.name(), read.parameters())).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyParameterHasItsPlaceAndItsRange(int policy) {
    String name = Policies.name(policy);
    Policies.Parameter[] table = Policies.parameters(policy);
    for (int i = 0; i < table.length; i++) {
      Policies.Parameter parameter = table[i];
      String start = "{'name':'" + name + "','" + parameter.name() + "':";
      for (double bound : new double[] {parameter.least(), parameter.most()}) {
        PolicySettings read = settings(with("'policy':" + start + bound + "}")).policy();
        assertThat(read.parameters()[i]).isEqualTo(bound);
      }
      for (double beyond : new double[] {parameter.least() - 1, parameter.most() * 2 + 1}) {
        assertThat(errors(with("'policy':" + start + beyond + "}")))
            .hasSize(1)
            .allMatch(
                said -> said.startsWith("policy." + parameter.name() + ": must be a number from "));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"inference_lb, aigw", "least_request, least-request", "p2c, power-of-two"})
  void anAliasIsReadAsThePolicysOwnName(String alias, String name) {
    assertThat(settings(with("'policy':'" + alias + "'")).policy()).isEqualTo(standard(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'best'                 | policy: \"best\" is unknown; one of: expected-wait, random, ",
        "'Random'               | policy: \"Random\" is unknown; one of: ",
        "''                     | policy: \"\" is unknown; one of: ",
        "'env:'                 | policy: \"env:\" is unknown; one of: ",
        "'env:1A'               | policy: \"env:1A\" is unknown; one of: ",
        "7                      | policy: must be a name or an object, not a number",
        "{}                     | policy.name: missing; the policy's name",
        "{'name':''}            | policy.name: missing; the policy's name",
        "{'name':7}             | policy.name: must be a string, not a number",
        "{'name':'best'}        | policy.name: \"best\" is unknown; one of: ",
        "{'name':'expected-wait','prefillRate':'x'} | policy.prefillRate: must be a number, not a string",
        "{'name':'expected-wait','prefillRate':[]} | policy.prefillRate: must be a number, not an array"
      })
  void aWrongPolicyIsOneErrorAtItsPath(String policy, String error) {
    assertThat(errors(with("'policy':" + policy)))
        .hasSize(1)
        .allMatch(said -> said.startsWith(error));
    assertThat(errors(with("'shadowPolicy':" + policy))).hasSize(1);
    assertThat(errors("{'providers':[{'name':'a','policy':" + policy + "}]}")).hasSize(1);
  }

  @Test
  void aParameterOfAnotherPolicyIsWarnedOf() {
    assertThat(warnings(with("'policy':{'name':'expected-wait','prefilRate':1}")))
        .containsExactly("policy.prefilRate: unknown field, ignored; did you mean prefillRate?");
  }

  @Test
  void aVariableNamesThePolicy() {
    String document = with("'policy':'env:SAMOVAR_POLICY'");
    assertThat(read(document, "SAMOVAR_POLICY", "random").configuration().global().policy())
        .isEqualTo(standard("random"));
    assertThat(read(document, "SAMOVAR_POLICY", "best").errors())
        .extracting(Problem::path)
        .containsExactly("policy");
    assertThat(warnings(document))
        .containsExactly("policy: the variable SAMOVAR_POLICY is not set; the default counts");
    assertThat(settings(document).policy()).isEqualTo(standard("least-load"));
  }

  @Test
  void aibrixsVariableIsTheDefaultOnly() {
    String[] variable = {AIBRIX, "least-gpu-cache"};
    assertThat(read(Documents.MINIMAL, variable).configuration().global().policy())
        .isEqualTo(standard("least-kv-cache"));
    assertThat(read(with("'policy':'random'"), variable).configuration().global().policy())
        .isEqualTo(standard("random"));
    assertThat(read(Documents.ISTIO, variable).configuration().global().policy().name())
        .isEqualTo("aigw");
    ReadResult unknown = read(Documents.MINIMAL, AIBRIX, "vtc-basic");
    assertThat(unknown.errors()).isEmpty();
    assertThat(unknown.warnings()).extracting(Problem::path).containsExactly(AIBRIX);
    assertThat(unknown.configuration().global().policy()).isEqualTo(standard("least-load"));
    assertThat(read(Documents.MINIMAL, AIBRIX, "").problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'models':[]",
        "'failover':{}",
        "'prefix':{}",
        "'session':{}",
        "'scrape':{}",
        "'engines':{}"
      })
  void whatSpeaksOfModelsOrEndpointsIsNative(String member) {
    assertThat(settings(with(member)).dialect()).isEqualTo(Dialect.NATIVE);
    assertThat(settings(with(member)).policy()).isEqualTo(standard("expected-wait"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'engine':'vllm'",
        "'targets':[]",
        "'labels':{}",
        "'weight':1",
        "'priority':0",
        "'policy':'random'",
        "'cluster':'c'"
      })
  void aProviderWithEndpointsIsNative(String member) {
    String document = "{'providers':[{'name':'b'},{'name':'a'," + member + "}]}";
    assertThat(settings(document).dialect()).isEqualTo(Dialect.NATIVE);
    assertThat(settings(document).policy()).isEqualTo(standard("expected-wait"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'redis_key_prefix':'p','models':[]",
        "'target_header':'x','models':[]",
        "'redis':{'service_name':'r'},'models':[]",
        "'agentCluster':''",
        "'policy':'least-load'",
        "'freshness':'request'"
      })
  void theGuidesFieldsOrNothingNativeIsTheGuidesDialect(String members) {
    assertThat(settings(with(members)).dialect()).isEqualTo(Dialect.HIGRESS);
    assertThat(settings(with(members)).policy()).isEqualTo(standard("least-load"));
  }

  @Test
  void providersAndModelsHavePoliciesOfTheirOwn() {
    Settings settings =
        settings(
            "{'providers':[{'name':'a','policy':'random'},{'name':'b'}],"
                + "'models':[{'name':'m','policy':{'name':'weighted'}}],"
                + "'shadowPolicy':'least-request'}");
    assertThat(settings.providers().get(0).policy()).isEqualTo(standard("random"));
    assertThat(settings.providers().get(1).policy()).isNull();
    assertThat(settings.route("m").policy()).isEqualTo(standard("weighted"));
    assertThat(settings.shadowPolicy()).isEqualTo(standard("least-request"));
    assertThat(settings(Documents.MINIMAL).shadowPolicy()).isNull();
  }
}
