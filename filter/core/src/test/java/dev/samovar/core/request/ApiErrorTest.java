package dev.samovar.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiErrorTest {

  @Test
  void everyErrorHasOpenAisShape() throws Exception {
    for (ApiError error :
        List.of(
            ApiError.invalidJson("m\"\n\\"),
            ApiError.invalidModel("m"),
            ApiError.bodyTooLarge(7),
            ApiError.unsupportedEncoding("br\"}\r\n{\"x\":1"))) {
      JsonNode node = new ObjectMapper().readTree(error.toJson());
      assertThat(node.size()).isEqualTo(1);
      JsonNode inner = node.get("error");
      assertThat(inner.fieldNames())
          .toIterable()
          .containsExactly("message", "type", "param", "code");
      assertThat(inner.get("message").textValue()).isEqualTo(error.message());
      assertThat(inner.get("type").textValue()).isEqualTo("invalid_request_error");
      assertThat(inner.get("param").textValue()).isEqualTo(error.param());
      assertThat(inner.get("code").textValue()).matches("[a-z_]+").isEqualTo(error.code());
    }
  }

  @Test
  void statusesAreTheDocumentedOnes() {
    assertThat(ApiError.invalidJson("m").status()).isEqualTo(400);
    assertThat(ApiError.invalidModel("m").status()).isEqualTo(400);
    assertThat(ApiError.invalidModel("m").param()).isEqualTo("model");
    assertThat(ApiError.bodyTooLarge(7).status()).isEqualTo(413);
    assertThat(ApiError.unsupportedEncoding("br").status()).isEqualTo(415);
  }
}
