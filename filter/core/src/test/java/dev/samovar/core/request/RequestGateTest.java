package dev.samovar.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Settings;
import dev.samovar.core.text.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGateTest {
  private static final Settings SETTINGS = settings("");

  private static Settings settings(String more) {
    return ConfigurationReader.read("{\"providers\":[{\"name\":\"a\"}]" + more + "}")
        .configuration()
        .global();
  }

  /** A value as it lies among others. */
  private static byte[] among(String value) {
    return Utf8.encode("/v1/chat/completions" + value + "/ask+json0");
  }

  private static int end(String value) {
    return 20 + Utf8.encode(value).length;
  }

  private static boolean isOurPath(Settings settings, String path) {
    return new RequestGate(settings).isOurPath(among(path), 20, end(path));
  }

  private static boolean isJson(String type) {
    return RequestGate.isJson(among(type), 20, end(type));
  }

  private static ApiError check(Settings settings, String encoding, String length, boolean end) {
    long bytes = length == null ? -1 : RequestGate.length(among(length), 20, end(length));
    return new RequestGate(settings).check(encoding, bytes, end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions            | true",
        "/masgod/v1/chat/completions     | true",
        "/v1/chat/completions?a=/b#c     | true",
        "/v1/chat/completions#x          | true",
        "/chat/completions               | true",
        "/v1/completions                 | true",
        "/v1/embeddings                  | true",
        "/v1/responses                   | true",
        "/v1/messages                    | true",
        "/v1/rerank                      | true",
        "/v1/models                      | false",
        "/v1/chat/completions/           | false",
        "/v1/chat/completionsx           | false",
        "/v1/xcompletions                | false",
        "/x?p=/v1/chat/completions       | false",
        "/v1/Chat/Completions            | false",
        "/                               | false",
        "*                               | false",
        "''                              | false"
      })
  void aPathIsOursByItsEndWithoutTheQuery(String path, boolean ours) {
    assertThat(isOurPath(SETTINGS, path)).isEqualTo(ours);
  }

  @Test
  void configuredSuffixesReplaceTheUsualOnes() {
    Settings own = settings(",\"pathSuffixes\":[\"/ask\"]");
    assertThat(isOurPath(own, "/v2/ask?x")).isTrue();
    assertThat(isOurPath(own, "/v1/chat/completions")).isFalse();
    assertThat(isOurPath(settings(",\"pathSuffixes\":[\"*\"]"), "/any")).isTrue();
    assertThat(isOurPath(settings(",\"pathSuffixes\":[]"), "/any")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json", "application/json; charset=utf-8", "application/json;charset=utf-8",
        "Application/JSON", " application/json ", "application/vnd.api+json",
        "application/problem+JSON;q=1", "application/x+json"
      })
  void jsonIsJsonHoweverItIsWritten(String type) {
    assertThat(isJson(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "text/plain",
        "application/jsonl",
        "application/json-seq",
        "application/+json",
        "text/x+json",
        "multipart/form-data; a=application/json",
        "xapplication/json",
        "application/",
        "json",
        "+json",
        "application/json, text/plain"
      })
  void anythingElseIsNot(String type) {
    assertThat(isJson(type)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,        -,                    false, -",
        "identity, 12,                   false, -",
        "Identity, 33554432,             false, -",
        "'',       0,                    false, -",
        "-,        33554433,             false, 413",
        "-,        99999999999999999999999999999999, false, 413",
        "-,        000000033554433,      false, 413",
        "-,        -5,                   false, -",
        "-,        abc,                  false, -",
        "-,        '',                   false, -",
        "gzip,     12,                   false, 415",
        "br,       99999999999,          false, 415",
        "'identity, gzip', 12,           false, 415",
        "-,        -,                    true,  400",
        "-,        0,                    true,  400"
      })
  void aHeadIsRefusedForWhatItSaysOfTheBody(
      String encoding, String length, boolean end, Integer status) {
    ApiError error = check(SETTINGS, encoding, length, end);
    assertThat(error == null ? null : (Integer) error.status()).isEqualTo(status);
  }

  @Test
  void theCapIsTheConfiguredOne() {
    Settings small = settings(",\"maxBodyBytes\":10");
    assertThat(check(small, null, "10", false)).isNull();
    ApiError error = check(small, null, "11", false);
    assertThat(error.message()).isEqualTo("body: larger than the 10 bytes that this gateway reads");
  }
}
