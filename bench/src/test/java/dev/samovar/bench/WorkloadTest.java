package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {

  @ParameterizedTest
  @CsvSource({"1k,1024", "64k,65536", "1m,1048576", "stream,1024"})
  void bodyIsJsonOfExactlyTheSizeItSays(String name, int bytes) throws Exception {
    Workload workload = Workload.named(List.of(name)).get(0);
    for (int i = 0; i < workload.prompts(); i++) {
      assertThat(workload.body(i)).hasSize(bytes);
      assertThat(Json.MAPPER.readTree(workload.body(i)).get("model").asText()).isEqualTo("auto");
    }
  }

  @Test
  void bodiesShareTheirFirstHalfAndDifferAfterIt() throws Exception {
    Workload workload = Workload.named(List.of("1k")).get(0);
    JsonNode one = Json.MAPPER.readTree(workload.body(0)).get("messages");
    JsonNode other = Json.MAPPER.readTree(workload.body(1)).get("messages");
    assertThat(one.get(0)).isEqualTo(other.get(0));
    assertThat(one.get(0).get("content").asText()).hasSizeGreaterThan(400);
    assertThat(one.get(1)).isNotEqualTo(other.get(1));
  }

  @Test
  void everyNameIsAWorkload() {
    assertThat(Workload.named(Workload.NAMES)).extracting(Workload::name).isEqualTo(Workload.NAMES);
  }

  @Test
  void unknownNamesAreAllToldAtOnce() {
    assertThatThrownBy(() -> Workload.named(List.of("2k", "1k", "3k")))
        .hasMessage("2k, 3k: no such case; there are 1k, 64k, 1m, stream, other");
  }
}
