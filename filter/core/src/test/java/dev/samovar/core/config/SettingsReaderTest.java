package dev.samovar.core.config;

import static dev.samovar.core.config.Documents.errors;
import static dev.samovar.core.config.Documents.read;
import static dev.samovar.core.config.Documents.settings;
import static dev.samovar.core.config.Documents.warnings;
import static dev.samovar.core.config.Documents.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings say beside providers, models and policies. */
class SettingsReaderTest {

  @Test
  void everyBlockIsReadInBothSpellings() {
    String camel =
        with(
            """
            'failover':{'endpoints':5,'acrossProviders':true,
              'headers':['X-Gateway-Destination-Endpoint','target-pod']},
            'prefix':{'enabled':false,'blockTokens':16,'entries':100,'bytesPerToken':3,'maxBlocks':9},
            'session':{'header':'X-Session','user':false},
            'imageTokens':1000,'clusterHeader':'X-Cluster','tenantHeader':'X-Tenant',
            'allowRoutingStrategy':true,'allowExplain':true,'restoreModel':true""");
    String snake =
        camel
            .replace("acrossProviders", "across_providers")
            .replace("blockTokens", "block_tokens")
            .replace("bytesPerToken", "bytes_per_token")
            .replace("maxBlocks", "max_blocks")
            .replace("imageTokens", "image_tokens")
            .replace("clusterHeader", "cluster_header")
            .replace("tenantHeader", "tenant_header")
            .replace("allowRoutingStrategy", "allow_routing_strategy")
            .replace("allowExplain", "allow_explain")
            .replace("restoreModel", "restore_model");
    for (String document : List.of(camel, snake)) {
      assertThat(read(document).problems()).isEmpty();
      Settings settings = settings(document);
      assertThat(settings.failover())
          .isEqualTo(
              new Failover(5, true, List.of("x-gateway-destination-endpoint", "target-pod")));
      assertThat(settings.prefix()).isEqualTo(new PrefixSettings(false, 16, 100, 3, 9));
      assertThat(settings.session()).isEqualTo(new SessionSettings("x-session", false));
      assertThat(settings.imageTokens()).isEqualTo(1000);
      assertThat(settings.clusterHeader()).isEqualTo("x-cluster");
      assertThat(settings.tenantHeader()).isEqualTo("x-tenant");
      assertThat(settings.routingStrategyHeader()).isTrue();
      assertThat(settings.explain()).isTrue();
      assertThat(settings.restoreModel()).isTrue();
    }
  }

  @Test
  void providersSayWhatTheirEndpointsAre() {
    Provider provider =
        settings(
                "{'providers':[{'name':'a','labels':{'zone':'z1','n':1.50},'weight':0,'priority':2,"
                    + "'cluster':'outbound|1||a','engine':'vllm','targets':[{'static':['x:1']}]},"
                    + "{'name':'b'}]}")
            .providers()
            .get(0);
    assertThat(provider)
        .isEqualTo(
            new Provider(
                "a",
                "a",
                null,
                List.of(new Label("zone", "z1"), new Label("n", "1.50")),
                0,
                2,
                null,
                "outbound|1||a",
                "vllm",
                "a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "'failover':7               ! failover: must be an object, not a number",
        "'failover':{'endpoints':17} ! failover.endpoints: must be a whole number of endpoints from 0 to 16",
        "'failover':{'headers':['a b']} ! failover.headers[0]: \"a b\" is not a header name",
        "'failover':{'headers':['Host']} ! failover.headers[0]: must name a header that HTTP itself does not use",
        "'failover':{'headers':['']} ! failover.headers[0]: must be a string that is not empty",
        "'prefix':{'blockTokens':0} ! prefix.blockTokens: must be a whole number of tokens from 1 to 4096",
        "'prefix':{'enabled':1}     ! prefix.enabled: must be true or false, not a number",
        "'session':{'header':'a b'} ! session.header: \"a b\" is not a header name",
        "'session':[]               ! session: must be an object, not an array",
        "'imageTokens':-1           ! imageTokens: must be a whole number of tokens from 0 to 100000",
        "'clusterHeader':'Host'     ! clusterHeader: must name a header that HTTP itself does not use",
        "'cluster_header':'a b'     ! cluster_header: \"a b\" is not a header name",
        "'tenantHeader':'a b'       ! tenantHeader: \"a b\" is not a header name",
        "'decisionLogSample':1.5    ! decisionLogSample: must be a number from 0 to 1",
        "'decisionLogSample':'some' ! decisionLogSample: must be a number, not a string",
        "'restoreModel':'no'        ! restoreModel: must be true or false, not a string",
        "'prefix':{'entries':1,'block_tokens':2,'blockTokens':2} ! prefix.blockTokens: stands beside prefix.block_tokens, which means the same; keep one"
      })
  void aWrongFieldIsOneErrorAtItsPath(String members, String error) {
    assertThat(errors(with(members))).containsExactly(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "{'name':'a','weight':-1}  ! weight: must be a whole number of shares from 0 to 1000000",
        "{'name':'a','weight':0.5} ! weight: must be a whole number of shares from 0 to 1000000",
        "{'name':'a','priority':101} ! priority: must be a whole number of steps from 0 to 100",
        "{'name':'a','labels':[]}  ! labels: must be an object, not an array",
        "{'name':'a','labels':{'x':null}} ! labels.x: must be a string, not null",
        "{'name':'a','cluster':''} ! cluster: must be a printable name; leave it out where no route reads it",
        "{'name':'a','engine':7}   ! engine: must be a string, not a number"
      })
  void aWrongFieldOfAProviderIsOneErrorAtItsPath(String provider, String error) {
    assertThat(errors("{'providers':[" + provider + ",{'name':'b'}]}"))
        .containsExactly("providers[0]." + error);
  }

  @Test
  void providersThatAllWeighNothingAreAnError() {
    assertThat(errors("{'providers':[{'name':'a','weight':0},{'name':'b','weight':0}]}"))
        .containsExactly("providers: all weights are zero; give one a weight");
  }

  @Test
  void theAgentsHalfOfTheDocumentIsPassedOver() {
    String document =
        with(
            """
            'listen':'127.0.0.1:10080','redis':{'uri':'redis://127.0.0.1:16379','keyPrefix':'p:',
              'timeout':'500ms','cluster':false,'namespace':'n'},
            'scrape':{'interval':'250ms'},'engines':{},'load':{'waiting':1},'agents':{'id':'a'},
            'exchange':{'token':'env:T'},'eds':{'file':'f'},'metadataCenter':{'enabled':true}""");
    assertThat(read(document).problems()).isEmpty();
    assertThat(settings(document).keyPrefix()).isEqualTo("p:");
  }

  @Test
  void aStoresPasswordIsWarnedOfAndNotRepeated() {
    assertThat(warnings(with("'redis':{'uri':'redis://:hunter2@h:1'}")))
        .containsExactly(
            "redis.uri: stands readable in the proxy's config dump; only the agent needs it");
  }

  @Test
  void theAgentsTokenComesFromTheEnvironmentAlone() {
    String document = with("'agentToken':'env:AGENT_TOKEN'");
    Secret token = read(document, "AGENT_TOKEN", "hunter2").configuration().global().agentToken();
    assertThat(token.value()).isEqualTo("hunter2");
    assertThat(read(document, "AGENT_TOKEN", "hunter2").configuration().toString())
        .doesNotContain("hunter2")
        .contains("env:AGENT_TOKEN");
    assertThat(warnings(document))
        .containsExactly(
            "agentToken: the variable AGENT_TOKEN is not set; the agent gets no token");
    assertThat(settings(document).agentToken()).isNull();
    assertThat(read(document, "AGENT_TOKEN", "a\nb").errors())
        .containsExactly(
            new Problem("agentToken", "the variable AGENT_TOKEN must hold printable text", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "", "env:", "env:1hunter2", "ENV:hunter2", "env:hunter2 x"})
  void aTokenInTheDocumentIsAnErrorThatDoesNotRepeatIt(String literal) {
    assertThat(errors(with("'agentToken':'" + literal + "'")))
        .containsExactly("agentToken: must be env:NAME; a secret is never in the document");
  }

  @ParameterizedTest
  @CsvSource({
    "failovr, failover",
    "fail_over, failover",
    "TargetHeader, targetHeader",
    "model, models",
    "polcy, policy",
    "bodyRoutings, bodyRouting"
  })
  void anUnknownFieldIsNamedWithTheOneThatWasMeant(String field, String meant) {
    assertThat(warnings(with("'" + field + "':0")))
        .containsExactly(field + ": unknown field, ignored; did you mean " + meant + "?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "zz", "completelyOther"})
  void aFieldThatIsNearNothingIsOnlyUnknown(String field) {
    assertThat(warnings(with("'" + field + "':0")))
        .containsExactly(field + ": unknown field, ignored");
  }
}
