package dev.samovar.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Environment;
import dev.samovar.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LoggedConfigurationTest {
  private static final Path DOCUMENTED = Path.of("../../docs/configuration.md");

  private static String logged(String json, Environment variables) {
    LoggedConfiguration environment = new LoggedConfiguration(variables);
    assertThat(ConfigurationReader.read(json, environment).errors()).isEmpty();
    return environment.text(json);
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  @Test
  void whatIsLoggedMeansTheSame() throws IOException {
    Matcher example =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCUMENTED));
    int count = 0;
    while (example.find()) {
      String logged = logged(example.group(1), name -> null);
      Configuration plain = ConfigurationReader.read(example.group(1)).configuration();
      // Where rules look at headers the values are others.
      if (!example.group(1).contains("\"headers\"") && !example.group(1).contains("\"tenant\"")) {
        assertThat(LoggedConfiguration.read(logged)).isEqualTo(plain);
        count++;
      }
      int rules = plain.rules().size();
      assertThat(LoggedConfiguration.read(logged).rules()).hasSize(rules);
      assertThat(LoggedConfiguration.part(plain, 0)).isSameAs(plain.global());
      assertThat(LoggedConfiguration.part(plain, rules + 1)).isNull();
      assertThat(LoggedConfiguration.part(plain, -1)).isNull();
    }
    assertThat(count).isPositive();
  }

  @Test
  void noSecretIsLeftAndEverythingThatDecidesIs() {
    String document =
        json(
            "{'providers':[{'name':'a','apiTokens':['secret-1',{'x':1}],"
                + "'labels':{'tokenizer':'plain','tenant':'plain','headers':'plain'}},"
                + "{'name':'b','weight':'2'}],'api_key':'secret-2','agentToken':'env:AGENT',"
                + "'redis':{'service_name':'r','password':'secret-3','username':'secret-4',"
                + "'uri':'redis://:secret-5@h','timeout':'7ms','key_prefix':'k:'},"
                + "'engines':{'e':{'headers':{'authorization':'secret-6'},'auth':[['secret-7']]}},"
                + "'scrape':{'interval':'1s'},'tenantHeader':'x-t','policy':'env:POLICY',"
                + "'models':[{'name':'token','rules':[{'headers':{'authorization':'secret-8',"
                + "'key':'secret-9','n':7},'tenant':'secret-10','promptTokensFrom':'5',"
                + "'targets':[{'provider':'a','labels':{'tokenizer':'plain'}}]},"
                + "{'targets':['b']}]}],'prefix':{'blockTokens':'32'},"
                + "'failover':{'headers':['x-one']}}");
    Map<String, String> environment = new HashMap<>();
    environment.put("AGENT", "secret-11");
    environment.put("POLICY", "llm-d");
    environment.put("OTHER", "never asked for");
    Configuration plain = ConfigurationReader.read(document, environment::get).configuration();
    assertThat(plain.global().agentToken().value()).isEqualTo("secret-11");
    String logged = logged(document, environment::get);
    assertThat(logged).startsWith("\nPOLICY=llm-d\n{").doesNotContain("secret", "never");
    Settings read = LoggedConfiguration.read(logged).global();
    assertThat(read.agentToken()).isNull();
    assertThat(read.policy()).isEqualTo(plain.global().policy());
    assertThat(read.dialect()).isEqualTo(plain.global().dialect());
    assertThat(read.providers()).isEqualTo(plain.global().providers());
    assertThat(read.prefix()).isEqualTo(plain.global().prefix());
    assertThat(read.failover()).isEqualTo(plain.global().failover());
    assertThat(read.keyPrefix()).isEqualTo("k:");
    assertThat(read.timeoutMillis()).isEqualTo(7);
    assertThat(read.models().get(0).rules().get(0).promptTokensFrom()).isEqualTo(5);
    assertThat(read.models().get(0).rules().get(0).targets())
        .isEqualTo(plain.global().models().get(0).rules().get(0).targets());
    assertThat(read.models().get(0).rules().get(0).tenant()).isEqualTo(Redaction.hash("secret-10"));
    assertThat(read.models().get(0).rules().get(0).headers().toString())
        .contains(Redaction.hash("secret-8"), Redaction.hash("secret-9"), Redaction.hash("7"));
  }

  @Test
  void theIstioFiltersHeadersAreHashedAndItsEnvironmentIsKept() {
    String document =
        json(
            "{'model_mapping_rule':{'token':{'rules':[{'cluster':'c','headers':[{'key':'x-key',"
                + "'value':'secret'}]},{'cluster':'d'}]},'headers':{'rules':[{'cluster':'e'}]}},"
                + "'_rules_':[{'_match_route_':['r'],'log':{'password':'secret'}}]}");
    Map<String, String> environment = new HashMap<>();
    environment.put("METADATA_CENTER_ENABLED", "true");
    environment.put("METADATA_CENTER_HOST", "two\nlines");
    String logged = logged(document, environment::get);
    assertThat(logged).startsWith("\nMETADATA_CENTER_ENABLED=true\n{").doesNotContain("secret");
    Configuration read = LoggedConfiguration.read(logged);
    assertThat(read.rules()).hasSize(1);
    assertThat(read.global().models().get(0).rules().get(0).headers().get(0).value())
        .isEqualTo(Redaction.hash("secret"));
    assertThat(read.global().providers()).hasSize(3);
    assertThat(read.global().hasAgent()).isTrue();
  }

  @Test
  void whatIsNoConfigurationIsNone() {
    for (String text : new String[] {"", "{", "A=b", "A=b\n", "A\n{}", "\n{}", "{}", "[]"}) {
      assertThat(LoggedConfiguration.read(text)).as(text).isNull();
    }
  }
}
