package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {

  @ParameterizedTest
  @CsvSource({"1k,1024", "64k,65536", "1m,1048576", "stream,1024"})
  void bodyIsJsonOfExactlyTheSizeItSays(String name, int bytes) throws Exception {
    Workload workload = Workload.named(List.of(name)).get(0);
    assertThat(workload.body()).hasSize(bytes);
    assertThat(Json.MAPPER.readTree(workload.body()).get("model").asText()).isEqualTo("auto");
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
