package dev.samovar.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestFeaturesTest {
  private static final String IMAGE = "data:image/png;base64," + "iVBORw0K".repeat(100);

  private static RequestFeatures read(ReadPlan plan, String body) {
    byte[] bytes = Scans.bytes(body);
    BodyScanner scanner = new BodyScanner(plan);
    scanner.feed(bytes, 0, bytes.length);
    scanner.finish();
    assertThat(scanner.error()).as(body).isNull();
    return scanner.features();
  }

  /** The body's other members, with single quotes for double ones. */
  private static RequestFeatures of(String members) {
    return read(ReadPlan.EVERYTHING, "{\"model\":\"m\"," + members.replace('\'', '"') + "}");
  }

  private static String texts(String members, boolean system) {
    String body = "{\"model\":\"m\"," + members.replace('\'', '"') + "}";
    RequestFeatures features = read(ReadPlan.EVERYTHING, body);
    TextSpans spans = system ? features.system() : features.lastUser();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < spans.count(); i++) {
      byte[] bytes = Scans.bytes(body);
      out.append(i > 0 ? "+" : "")
          .append(new String(bytes, spans.start(i), spans.length(i), StandardCharsets.UTF_8));
    }
    return out.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // members | prompt bytes | messages | user turns | last user | system
        "'messages':[]                                          | 0 | 0 | 0 | `` | ``",
        "'messages':[{'role':'user','content':'hello'}]         | 5 | 1 | 1 | hello | ``",
        "'messages':[{'content':'hello','role':'user'}]         | 5 | 1 | 1 | hello | ``",
        "'messages':[{'role':'user','content':'a\\nb'}]         | 4 | 1 | 1 | a\\nb | ``",
        "'messages':[{'role':'system','content':'be kind'},{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':'yes?'},{'role':'user','content':'bye'}]"
            + " | 16 | 4 | 2 | bye | be kind",
        "'messages':[{'role':'developer','content':'x'},{'role':'system','content':'yy'}]"
            + " | 3 | 2 | 0 | `` | x",
        "'messages':[{'role':'user'}]                           | 0 | 1 | 1 | `` | ``",
        "'messages':[{'role':'user','content':null}]            | 0 | 1 | 1 | `` | ``",
        "'messages':[{'role':'user','content':[{'type':'text','text':'a'},"
            + "{'type':'text','text':'bc'}]}]                   | 3 | 1 | 1 | a+bc | ``",
        "'messages':[{'role':'user','content':'q'},{'role':'assistant','content':null,"
            + "'tool_calls':[{'id':'1','type':'function','function':{'name':'f',"
            + "'arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':'42'}]"
            + " | 6 | 3 | 1 | q | ``",
        "'messages':[{'role':'assistant','function_call':{'name':'f','arguments':'12'}}]"
            + " | 3 | 1 | 0 | `` | ``",
        // Anthropic
        "'system':'s','messages':[{'role':'user','content':'u'}] | 2 | 1 | 1 | u | s",
        "'messages':[],'system':[{'type':'text','text':'s1','cache_control':{'type':'x'}},"
            + "{'type':'text','text':'s2'}]                     | 4 | 0 | 0 | `` | s1+s2",
        "'messages':[{'role':'user','content':'u'},{'role':'assistant','content':["
            + "{'type':'tool_use','id':'i','name':'n','input':{'a': 1}}]},{'role':'user',"
            + "'content':[{'type':'tool_result','tool_use_id':'i','content':'42'}]}]"
            + " | 12 | 3 | 1 | u | ``",
        "'messages':[{'role':'user','content':[{'type':'tool_result','content':[{'type':'text',"
            + "'text':'42'}]},{'type':'text','text':'and?'}]}]  | 6 | 1 | 1 | and? | ``",
        // completions
        "'prompt':'once upon'                                   | 9 | 1 | 1 | once upon | ``",
        "'prompt':['once','upon']                               | 8 | 1 | 1 | once+upon | ``",
        "'prompt':null                                          | 0 | 0 | 0 | `` | ``",
        // embeddings and responses
        "'input':'embed me'                                     | 8 | 1 | 1 | embed me | ``",
        "'input':['a','b','c']                                  | 3 | 1 | 1 | a+b+c | ``",
        "'instructions':'be','input':'do'                       | 4 | 1 | 1 | do | be",
        "'input':[{'role':'user','content':[{'type':'input_text','text':'hi'}]},"
            + "{'type':'function_call','name':'f','arguments':'{}'},"
            + "{'type':'function_call_output','call_id':'c','output':'12345'},"
            + "{'type':'message','role':'assistant','content':[{'type':'output_text',"
            + "'text':'yo'}]}]                                  | 12 | 4 | 1 | hi | ``",
        // rerank
        "'query':'what','documents':['d1','d22']                | 9 | 1 | 1 | what | ``",
        "'query':'what','documents':[{'text':'d1'},{'title':'no'}] | 6 | 1 | 1 | what | ``",
        // what is no prompt
        "'tools':[{'function':{'name':'f','parameters':{'prompt':'p','messages':["
            + "{'role':'user','content':'c'}]}}}]               | 0 | 0 | 0 | `` | ``",
        "'metadata':{'prompt':'p'},'x':{'messages':[{'role':'user','content':'c'}]}"
            + " | 0 | 0 | 0 | `` | ``",
        "'Messages':[{'role':'user','content':'c'}],'messagess':'x' | 0 | 0 | 0 | `` | ``",
        "'\\u006dessages':[{'\\u0072ole':'us\\u0065r','content':'c'}] | 1 | 1 | 1 | c | ``",
      })
  void textsCountWhereTheApiHasThem(
      String members, int bytes, int messages, int turns, String lastUser, String system) {
    RequestFeatures features = of(members);
    assertThat(features.promptBytes()).as("bytes").isEqualTo(bytes);
    assertThat(features.messageCount()).as("messages").isEqualTo(messages);
    assertThat(features.userTurns()).as("turns").isEqualTo(turns);
    assertThat(texts(members, false)).isEqualTo(lastUser);
    assertThat(texts(members, true)).isEqualTo(system);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'max_tokens':16                              | 16",
        "'max_completion_tokens':17                   | 17",
        "'max_output_tokens':18                       | 18",
        "'max_tokens':1,'max_completion_tokens':2     | 2",
        "'max_tokens':5,'max_completion_tokens':null  | 5",
        "'max_tokens':0                               | 0",
        "'max_tokens':-1                              | -1",
        "'max_tokens':-0                              | -1",
        "'max_tokens':1e3                             | -1",
        "'max_tokens':12.0                            | -1",
        "'max_tokens':'12'                            | -1",
        "'max_tokens':[12]                            | -1",
        "'max_tokens':2147483647                      | 2147483647",
        "'max_tokens':2147483648                      | 2147483647",
        "'max_tokens':99999999999999999999999999      | 2147483647",
        "'x':{'max_tokens':3}                         | -1",
        "'max_tokens_':3,'max_token':4                | -1"
      })
  void theMostTokensAreReadInEverySpelling(String members, int expected) {
    assertThat(of(members).maxTokens()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'stream':true                    | true",
        "'stream':false                   | false",
        "'stream':null                    | false",
        "'stream':'true'                  | false",
        "'stream':1                       | false",
        "'stream':false,'stream':true     | true",
        "'x':{'stream':true}              | false"
      })
  void aStreamIsAskedForByTrueAlone(String members, boolean expected) {
    assertThat(of(members).stream()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "'user':'ann'                                     | ann",
        "'metadata':{'user_id':'bob'}                     | bob",
        "'metadata':{'user_id':'bob'},'user':'ann'        | ann",
        "'user':'ann','metadata':{'user_id':'bob'}        | ann",
        "'user':'\\u0061\\/'                              | a/",
        "'user':'a\\q'                                    | a\\q",
        "'user':''                                        | ``",
        "'user':7                                         | null",
        "'metadata':'x'                                   | null",
        "'metadata':{'x':{'user_id':'no'}}                | null"
      })
  void theUserIsNamedByTwoKeys(String members, String expected) {
    assertThat(of(members).user()).isEqualTo(expected);
  }

  @Test
  void ofALongUserTheFirstBytesAreKept() {
    assertThat(of("'user':'" + "u".repeat(256) + "'").user()).isEqualTo("u".repeat(256));
    assertThat(of("'user':'" + "u".repeat(9999) + "'").user()).isEqualTo("u".repeat(256));
    assertThat(of("'user':'" + "u".repeat(255) + "\\n'").user()).isEqualTo("u".repeat(255) + "\\");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'image_url','image_url':{'url':'DATA','detail':'low'}}            | 1",
        "{'image_url':'DATA'}                                                      | 1",
        "{'type':'input_image','image_url':'DATA'}                                 | 1",
        "{'type':'input_image','file_id':'f'}                                      | 1",
        "{'type':'image','source':{'type':'base64','data':'DATA'}}                 | 1",
        "{'source':{'type':'base64','data':'DATA'},'type':'image'}                 | 1",
        "{'type':'tool_result','content':[{'type':'image','source':{'data':'DATA'}},"
            + "{'type':'image','source':{'data':'DATA'}}]}                         | 2",
        "{'type':'input_audio','input_audio':{'data':'DATA','format':'wav'}}       | 0",
        "{'type':'file','file':{'file_data':'DATA'}}                               | 0",
        "{'type':'text','image_url':null}                                          | 0"
      })
  void anImageCountsAsTokensAndItsDataAsNothing(String part, int images) {
    RequestFeatures features =
        of("'messages':[{'role':'user','content':[" + part.replace("DATA", IMAGE) + "]}]");
    assertThat(features.imageCount()).isEqualTo(images);
    assertThat(features.promptBytes()).isZero();
    assertThat(features.promptTokens()).isEqualTo(800 * images);
    assertThat(features.userTurns()).isEqualTo(part.contains("tool_result") ? 0 : 1);
  }

  @Test
  void toolsCountAsTokensByWhatIsWritten() {
    String tools = "[ {'type':'function'} , {'a':{'b':[1,2]}} ,3, 'x',null]";
    RequestFeatures features = of("'tools':" + tools);
    assertThat(features.toolCount()).isEqualTo(5);
    assertThat(features.toolBytes()).isEqualTo(tools.length());
    assertThat(features.promptTokens()).isEqualTo((tools.length() + 3) / 4);
    assertThat(of("'functions':[{}]").toolCount()).isEqualTo(1);
    assertThat(of("'tools':{}").toolCount()).isZero();
    assertThat(of("'x':{'tools':[1]}").toolCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"[1,22,333] | 3", "[[1,2],[3],[]] | 3", "[] | 0", "['abcde',7] | 3", "5 | 0"})
  void tokenNumbersCountAsTokens(String prompt, int tokens) {
    assertThat(of("'prompt':" + prompt).promptTokens()).isEqualTo(tokens);
    assertThat(of("'input':" + prompt).promptTokens()).isEqualTo(tokens);
  }

  @Test
  void aTokenIsAsManyBytesAsThePlanSays() {
    String body = "{\"model\":\"m\",\"prompt\":\"1234567890\"}";
    for (int bytesPerToken : new int[] {1, 3, 4, 10, 64}) {
      ReadPlan plan = new ReadPlan(true, false, false, false, 256, 1, bytesPerToken, 0);
      assertThat(read(plan, body).promptTokens())
          .isEqualTo((10 + bytesPerToken - 1) / bytesPerToken);
    }
  }

  @Test
  void whatThePlanLeavesOutIsNotRead() {
    String body =
        "{\"model\":\"m\",\"stream\":true,\"max_tokens\":3,\"user\":\"u\",\"tools\":[1],"
            + "\"messages\":[{\"role\":\"user\",\"content\":\""
            + "x".repeat(2000)
            + "\"}]}";
    RequestFeatures features = read(ReadPlan.MODEL, body);
    assertThat(features.stream()).isTrue();
    assertThat(features.maxTokens()).isEqualTo(3);
    assertThat(features.promptTokens() + features.messageCount() + features.toolCount()).isZero();
    assertThat(features.user()).isNull();
    features = read(new ReadPlan(true, false, false, true, 256, 512, 4, 800), body);
    assertThat(features.promptBytes()).isEqualTo(2000);
    assertThat(features.userTurns()).isEqualTo(1);
    assertThat(features.lastUser().count()).isZero();
    assertThat(features.blocks()).isZero();
    assertThat(features.user()).isEqualTo("u");
  }

  @Test
  void ofManyTextsTheFirst64SpansAreKept() {
    String parts = "{'text':'a'},".repeat(99) + "{'text':'b'}";
    RequestFeatures features = of("'messages':[{'role':'user','content':[" + parts + "]}]");
    assertThat(features.lastUser().count()).isEqualTo(64);
    assertThat(features.promptBytes()).isEqualTo(100);
  }

  @Test
  void contentsDeeperThanTheApisHaveThemAreNotLookedAt() {
    String deep = "[".repeat(400) + "'x'" + "]".repeat(400);
    RequestFeatures features = of("'messages':[{'role':'user','content':" + deep + "}]");
    assertThat(features.promptBytes()).isZero();
    assertThat(features.userTurns()).isEqualTo(1);
  }

  @Test
  void oneScannerReadsOneBodyAfterAnother() {
    BodyScanner scanner = new BodyScanner(ReadPlan.EVERYTHING);
    byte[] rich =
        Scans.bytes(
            "{\"model\":\"m\",\"stream\":true,\"user\":\"u\",\"system\":\"s\",\"tools\":[1],"
                + "\"max_tokens\":1,\"prompt\":[\""
                + "p".repeat(999)
                + "\",1,{\"image\":\"i\"}]}");
    byte[] broken = Scans.bytes("{\"model\":\"m\",\"messages\":[{\"role\":\"us");
    byte[] poor = Scans.bytes("{\"model\":\"n\"}");
    for (byte[] before : new byte[][] {rich, broken}) {
      scanner.reset();
      scanner.feed(before, 0, before.length);
      scanner.finish();
      scanner.reset();
      assertThat(scanner.model()).isNull();
      scanner.feed(poor, 0, poor.length);
      scanner.finish();
      assertThat(scanner.error()).isNull();
      assertThat(scanner.model()).isEqualTo("n");
      assertThat(FeatureOracle.describe(scanner.features())).isEqualTo(FeatureOracle.read(poor));
      assertThat(scanner.features().blocks()).isZero();
      assertThat(scanner.features().blocksBeforeLastUser()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "15, 1, 4, 0, blockBytes: must be 16 to 65536",
    "65552, 1, 4, 0, blockBytes: must be 16 to 65536",
    "24, 1, 4, 0, blockBytes: must be a multiple of 16",
    "16, 0, 4, 0, maxBlocks: must be 1 to 65536",
    "16, 1, 0, 0, bytesPerToken: must be 1 to 64",
    "16, 1, 4, -1, imageTokens: must be 0 to 1000000"
  })
  void aPlanOutOfRangeIsRefusedByName(int block, int blocks, int perToken, int image, String why) {
    assertThatThrownBy(() -> new ReadPlan(true, true, true, true, block, blocks, perToken, image))
        .hasMessage(why);
  }
}
