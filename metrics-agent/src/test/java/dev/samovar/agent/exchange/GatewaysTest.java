package dev.samovar.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.agent.exchange.Gateways.Load;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GatewaysTest {
  private final AtomicLong now = new AtomicLong();
  private final Gateways gateways = new Gateways(now::get, Duration.ofMillis(250));

  private void hear(String instance, long inFlight) {
    Upload upload =
        new Upload(
            instance,
            1,
            "proxy",
            1,
            0,
            0,
            0,
            false,
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    gateways.take(upload, Map.of("a", new Load(inFlight, 0)));
  }

  @Test
  void aSilentProxyNoLongerCountsForOneEndpointEvenWhereNobodyElseSpeaks() {
    hear("one", 3);
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    hear("two", 4);
    assertThat(gateways.fleet("a")).isEqualTo(new Load(7, 0));
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(gateways.fleet("a")).isEqualTo(new Load(4, 0));
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(gateways.fleet("a")).isEqualTo(Load.NONE);
  }
}
