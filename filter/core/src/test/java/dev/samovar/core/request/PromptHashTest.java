package dev.samovar.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromptHashTest {
  private static final String LONG = "All that was said so far, and a little more. ".repeat(20);

  private static BodyScanner scan(ReadPlan plan, String members) {
    byte[] body = Scans.bytes("{" + members.replace('\'', '"') + ",\"model\":\"m\"}");
    BodyScanner scanner = new BodyScanner(plan);
    scanner.feed(body, 0, body.length);
    scanner.finish();
    assertThat(scanner.error()).as(members).isNull();
    return scanner;
  }

  private static long[] hashes(String members) {
    return hashes(7, members);
  }

  private static long[] hashes(long seed, String members) {
    RequestFeatures features =
        scan(new ReadPlan(true, true, true, true, 64, 512, 4, 800), members).features();
    long[] out = new long[features.blocks()];
    assertThat(features.hashes(seed, out)).isEqualTo(out.length);
    return out;
  }

  private static String turns(String... rolesAndTexts) {
    StringBuilder out = new StringBuilder("'messages':[");
    for (int i = 0; i < rolesAndTexts.length; i += 2) {
      out.append(i > 0 ? "," : "")
          .append("{'role':'" + rolesAndTexts[i] + "','content':'" + rolesAndTexts[i + 1] + "'}");
    }
    return out.append(']').toString();
  }

  /** How many blocks two prompts have in common at their beginning. */
  private static int common(long[] a, long[] b) {
    int i = Arrays.mismatch(a, b);
    return i < 0 ? a.length : i;
  }

  @Test
  void aPromptThatGoesOnKeepsItsBlocks() {
    long[] first = hashes(turns("system", LONG, "user", LONG));
    long[] second = hashes(turns("system", LONG, "user", LONG, "assistant", LONG, "user", "on"));
    assertThat(first.length).isGreaterThan(20);
    assertThat(common(first, second)).isEqualTo(first.length);
    assertThat(second.length).isGreaterThan(first.length);
  }

  @Test
  void aChangeChangesItsBlockAndAllAfterIt() {
    long[] before = hashes("'prompt':'" + LONG + "'");
    char[] text = LONG.toCharArray();
    for (int at = 0; at < before.length * 64 - 16; at += 7) {
      text[at]++;
      long[] after = hashes("'prompt':'" + new String(text) + "'");
      text[at]--;
      // The mark of the turn stands in front, as eight bytes.
      assertThat(common(before, after)).as("byte %d", at).isEqualTo((at + 8) / 64);
      for (int i = (at + 8) / 64; i < before.length; i++) {
        assertThat(after[i]).isNotEqualTo(before[i]);
      }
    }
  }

  @Test
  void orderAndRolesAndBoundariesCount() {
    Set<Long> lasts = new HashSet<>();
    List<String> prompts = new ArrayList<>();
    prompts.add(turns("user", "ab" + LONG, "user", "c" + LONG));
    prompts.add(turns("user", "a", "user", "b" + LONG + "c" + LONG));
    prompts.add(turns("user", "c" + LONG, "user", "ab" + LONG));
    prompts.add(turns("user", "ab" + LONG + "c" + LONG));
    prompts.add(turns("assistant", "ab" + LONG, "user", "c" + LONG));
    prompts.add(turns("user", "ab" + LONG, "assistant", "c" + LONG));
    prompts.add(turns("user", "ab" + LONG, "users", "c" + LONG));
    prompts.add(turns("user", "", "user", "ab" + LONG, "user", "c" + LONG));
    prompts.add("'prompt':'ab" + LONG + "c" + LONG + "'");
    prompts.add("'prompt':['ab" + LONG + "','c" + LONG + "']");
    prompts.add("'messages':[{'role':'user','content':['ab" + LONG + "','c" + LONG + "']}]");
    for (String prompt : prompts) {
      long[] hashes = hashes(prompt);
      assertThat(lasts.add(hashes[hashes.length - 1])).as(prompt).isTrue();
    }
  }

  @Test
  void identicalTurnsDoNotCancel() {
    long[] once = hashes(turns("user", LONG));
    long[] twice = hashes(turns("user", LONG, "user", LONG));
    long[] thrice = hashes(turns("user", LONG, "user", LONG, "user", LONG));
    assertThat(common(once, twice)).isEqualTo(once.length);
    assertThat(common(twice, thrice)).isEqualTo(twice.length);
    Set<Long> all = new HashSet<>();
    for (long hash : thrice) {
      assertThat(all.add(hash)).isTrue();
    }
  }

  @Test
  void zerosAtTheEndOfATextCount() {
    String text = LONG.substring(0, 61);
    Set<Long> all = new HashSet<>();
    for (int zeros = 0; zeros < 30; zeros++) {
      long[] hashes = hashes(turns("user", text + "\0".repeat(zeros), "user", LONG));
      assertThat(all.add(hashes[hashes.length - 1])).as("%d zeros", zeros).isTrue();
    }
  }

  @Test
  void theSeedChangesEveryBlock() {
    String prompt = turns("system", LONG, "user", LONG);
    long[] seeds = {
      PromptHash.seed("m", null),
      PromptHash.seed("m", ""),
      PromptHash.seed("m", "t"),
      PromptHash.seed("t", "m"),
      PromptHash.seed("mt", null),
      PromptHash.seed("", "mt"),
      0
    };
    Set<Long> all = new HashSet<>();
    for (long seed : seeds) {
      for (long hash : hashes(seed, prompt)) {
        assertThat(all.add(hash)).isTrue();
      }
    }
    assertThat(hashes(PromptHash.seed("m", "t"), prompt))
        .isEqualTo(hashes(PromptHash.seed("m", "t"), prompt));
  }

  @Test
  void theOrderOfTheBodysKeysDoesNotCount() {
    String tools = "'tools':[{'name':'" + LONG + "'}]";
    String system = "'system':'" + LONG + "'";
    String messages = turns("user", LONG);
    long[] expected = hashes(String.join(",", system, tools, messages));
    assertThat(hashes(String.join(",", messages, tools, system))).isEqualTo(expected);
    assertThat(hashes(String.join(",", tools, messages, system))).isEqualTo(expected);
  }

  @Test
  void toolsAndSystemPromptStandBeforeTheTurns() {
    String system = "'system':'" + LONG + "'";
    String turns = turns("user", LONG);
    long[] both = hashes(turns + "," + system);
    long[] other = hashes(turns("user", "other" + LONG) + "," + system);
    int blocksOfSystem = hashes(system).length;
    assertThat(blocksOfSystem).isGreaterThan(10);
    assertThat(common(both, other)).isEqualTo(blocksOfSystem);
    assertThat(common(both, hashes(turns))).isZero();
    long[] tool = hashes(turns + ",'tools':[{'name':'a'}]");
    assertThat(common(tool, hashes(turns + ",'tools':[{'name':'b'}]"))).isZero();
  }

  @Test
  void imagesAreToldApartByWhatIsInThem() {
    String text =
        "'messages':[{'role':'user','content':[{'image_url':{'url':'%s'}},'" + LONG + "']}]";
    long[] one = hashes(String.format(text, "data:" + "A".repeat(5000)));
    assertThat(hashes(String.format(text, "data:" + "A".repeat(5000)))).isEqualTo(one);
    assertThat(common(one, hashes(String.format(text, "data:" + "A".repeat(4999) + "B")))).isZero();
    assertThat(common(one, hashes(String.format(text, "data:" + "A".repeat(5001))))).isZero();
    assertThat(one.length).isEqualTo(hashes(String.format(text, "x")).length);
  }

  @Test
  void tokenNumbersAreHashedInOrder() {
    String ids = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20";
    long[] one = hashes("'prompt':[" + ids + "]");
    assertThat(one).hasSize(1);
    assertThat(hashes("'prompt':[" + ids.replace("2,3,", "3,2,") + "]")).isNotEqualTo(one);
    assertThat(hashes("'prompt':[[1],[" + ids.substring(2) + "]]")).isNotEqualTo(one);
    assertThat(hashes("'prompt':[ " + ids.replace(",", " ,\\n".replace("\\n", "\n")) + "]"))
        .isEqualTo(one);
  }

  @Test
  void theBlocksBeforeTheLastUserTurnAreCounted() {
    String before = turns("system", LONG, "user", LONG, "assistant", LONG);
    int blocks = hashes(before).length;
    BodyScanner scanner =
        scan(
            new ReadPlan(true, false, true, false, 64, 512, 4, 800),
            turns("system", LONG, "user", LONG, "assistant", LONG, "user", "new " + LONG));
    assertThat(scanner.features().blocksBeforeLastUser()).isEqualTo(blocks);
    assertThat(scanner.features().blocks()).isGreaterThan(blocks + 10);
    BodyScanner system =
        scan(
            new ReadPlan(true, false, true, false, 64, 512, 4, 800),
            turns("user", LONG) + ",'system':'" + LONG + "'");
    assertThat(system.features().blocksBeforeLastUser())
        .isEqualTo(hashes("'system':'" + LONG + "'").length);
  }

  @Test
  void atMostAsManyBlocksAreKeptAsThePlanSays() {
    String text = "x".repeat(100_000);
    for (int most : new int[] {1, 2, 31, 32, 33, 512}) {
      ReadPlan plan = new ReadPlan(true, false, true, false, 16, most, 4, 800);
      for (String members :
          List.of(
              "'prompt':'" + text + "'",
              "'prompt':'" + text + "','system':'" + text + "','tools':['" + text + "']")) {
        RequestFeatures features = scan(plan, members).features();
        assertThat(features.blocks()).isEqualTo(most);
        assertThat(features.hashes(1, new long[most + 9])).isEqualTo(most);
        assertThat(features.hashes(1, new long[1])).isEqualTo(1);
      }
    }
  }

  @Test
  void hashesSpreadOverAllBits() {
    int[] ones = new int[64];
    int all = 0;
    for (int i = 0; i < 200; i++) {
      for (long hash : hashes("'prompt':'" + i + "a".repeat(640) + "'")) {
        for (int bit = 0; bit < 64; bit++) {
          ones[bit] += (int) (hash >>> bit & 1);
        }
        all++;
      }
    }
    for (int bit = 0; bit < 64; bit++) {
      assertThat(ones[bit]).as("bit %d", bit).isBetween(all * 2 / 5, all * 3 / 5);
    }
  }
}
