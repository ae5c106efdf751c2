package dev.samovar.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random changes of good documents: reading never throws, and no problem is without a path.
 *
 * <p>{@code -Dsamovar.fuzz.documents=N} reads so many instead of the standard 20000.
 */
class ReaderFuzzTest {
  private static final String NATIVE =
      Documents.json(
          """
          {'providers':[{'name':'a','key':'k','model':'m','labels':{'v':'1'},'weight':2,'priority':1,
            'policy':'random','cluster':'c','engine':'vllm','targets':[]},{'name':'b'}],
           'models':[{'name':'x-*','aliases':['y'],'policy':{'name':'expected-wait','prefillRate':9},
             'rules':[{'headers':{'h':'v'},'tenant':'t','promptTokensFrom':1,'promptTokensBelow':9,
               'splitBy':'user','targets':['a',{'provider':'b','weight':5,'labels':{'l':'v'},
               'lora':'r','model':'u'}]},{}]},{'name':'*','targets':['b']}],
           'policy':'env:P','shadowPolicy':'least-load','failover':{'endpoints':2,'headers':['t']},
           'prefix':{'blockTokens':32},'session':{'header':'s','user':false},'agentToken':'env:T',
           'freshFor':'2s','staleAfter':'1m','redis':{'uri':'u','timeout':5},'tenantHeader':'t',
           '_rules_':[{'_match_route_':['r'],'_match_domain_':['*.d'],'timeout':7}]}
          """);
  private static final List<String> DOCUMENTS =
      List.of(
          NATIVE,
          Documents.GUIDE,
          Documents.ISTIO,
          Documents.json(
              "{'@type':'x','value':{'model_mapping_rule':{'m':{'rules':[{'cluster':'c','headers':"
                  + "[{'key':'k','value':'v'}],'subset':[{'labels':{'l':1},'lora':'r'}]}]}}}}"));

  /** Whole values, so that types change and not only syntax. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1e99",
          "\"\"",
          "\"x\"",
          "\"*\"",
          "\"env:P\"",
          "[]",
          "{}",
          "[null]",
          "[{}]",
          "[[[]]]",
          "{\"a\":{}}",
          "\"\\u0000\"",
          "0.5",
          "[1,\"a\",{}]");

  @Test
  void noChangeOfADocumentMakesReadingThrow() {
    Random random = new Random(20_261_121);
    int documents = Integer.getInteger("samovar.fuzz.documents", 20_000);
    int refused = 0;
    int understood = 0;
    for (int i = 0; i < documents; i++) {
      String document = DOCUMENTS.get(random.nextInt(DOCUMENTS.size()));
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        document = changed(document, random);
      }
      String whatWasRead = document;
      ReadResult result =
          ConfigurationReader.read(
              document, name -> whatWasRead.length() % 3 == 0 ? null : "random");
      assertThat(result)
          .isEqualTo(
              ConfigurationReader.read(
                  document, name -> whatWasRead.length() % 3 == 0 ? null : "random"));
      assertThat(result.configuration() == null).isEqualTo(!result.errors().isEmpty());
      for (Problem problem : result.problems()) {
        assertThat(problem.path()).as(document).isNotEmpty();
        assertThat(problem.message()).as(document).isNotEmpty();
      }
      refused += result.configuration() == null ? 1 : 0;
      understood +=
          result.problems().stream().noneMatch(p -> p.path().equals("configuration")) ? 1 : 0;
    }
    // The changes must reach the reader behind the JSON, and break things there.
    assertThat(refused).isBetween(documents / 10, documents - documents / 100);
    assertThat(understood).isGreaterThan(documents / 10);
  }

  private static String changed(String document, Random random) {
    int length = document.length();
    if (length == 0) {
      return "{}";
    }
    int at = random.nextInt(length);
    switch (random.nextInt(5)) {
      case 0:
        return document.substring(0, at)
            + (char) (32 + random.nextInt(95))
            + document.substring(at);
      case 1:
        return document.substring(0, at) + document.substring(at + 1);
      default:
        return withOtherValue(document, at, random);
    }
  }

  /** Puts another value behind the next colon, or in the place of the next element. */
  private static String withOtherValue(String document, int from, Random random) {
    int colon = document.indexOf(random.nextBoolean() ? ':' : '[', from);
    if (colon < 0) {
      return document;
    }
    int end = endOfValue(document, colon + 1);
    return document.substring(0, colon + 1)
        + VALUES.get(random.nextInt(VALUES.size()))
        + document.substring(end);
  }

  private static int endOfValue(String text, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '{' || c == '[')) {
        depth++;
      } else if (!quoted && (c == '}' || c == ']' || c == ',')) {
        if (depth == 0) {
          return i;
        }
        depth -= c == ',' ? 0 : 1;
      }
    }
    return text.length();
  }
}
