package dev.samovar.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysQueryTest {
  private static final String ALLOWED = "ai_metric:";

  private static KeysQuery parse(String query) {
    return KeysQuery.parse(query, ALLOWED);
  }

  private static int status(String query) {
    return catchThrowableOfType(RequestException.class, () -> parse(query)).answer().status();
  }

  @Test
  void commasSeparateBeforeDecoding() {
    assertThat(parse("prefix=ai_metric:&keys=a%2Cb,c").keys()).containsExactly("a,b", "c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a+b|a+b",
        "a%2bb|a+b",
        "a%20b|a b",
        "%E6%B5%8B|测",
        "a%00b|a\u0000b",
        "a%26b%3Dc|a&b=c",
        "a%25b|a%b",
        "%F0%9F%90%99|🐙",
        "%41|A",
        "a=b|a=b"
      })
  void aKeyMayHoldAnyCharacter(String raw, String key) {
    assertThat(parse("keys=" + raw).keys()).containsExactly(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "keys=", "keys=,,,", "keys", "other=1", "prefix=ai_metric:", "&&"})
  void noKeysAreNoKeys(String query) {
    assertThat(parse(query)).isEqualTo(new KeysQuery(ALLOWED, List.of()));
  }

  @Test
  void keysKeepTheirOrderAndComeOnce() {
    assertThat(parse("keys=b,a,b&keys=c,a").keys()).containsExactly("b", "a", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys=%", "keys=%4", "keys=%zz", "keys=%ff", "keys=%C3", "prefix=%-1"})
  void whatIsNotPercentEncodedUtf8IsRefused(String query) {
    assertThat(status(query)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"prefix=other:", "prefix=", "prefix=ai_metric", "prefix=AI_METRIC:", "prefix"})
  void aPrefixMustBeginWithTheAllowedOne(String query) {
    assertThat(status(query + "&keys=a")).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefix=ai_metric:", "prefix=ai_metric%3A", "prefix=ai_metric:team:"})
  void anAllowedPrefixIsTaken(String query) {
    assertThat(parse(query + "&keys=a").prefix()).startsWith(ALLOWED);
  }

  @Test
  void tooManyKeysAndTooLongQueriesAreRefused() {
    String most =
        IntStream.range(0, KeysQuery.MAX_KEYS)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    assertThat(parse("keys=" + most).keys()).hasSize(KeysQuery.MAX_KEYS);
    assertThat(status("keys=" + most + ",x")).isEqualTo(400);
    assertThat(parse("keys=" + "x".repeat(KeysQuery.MAX_QUERY_CHARS - 5)).keys()).hasSize(1);
    assertThat(status("keys=" + "x".repeat(KeysQuery.MAX_QUERY_CHARS))).isEqualTo(414);
  }
}
