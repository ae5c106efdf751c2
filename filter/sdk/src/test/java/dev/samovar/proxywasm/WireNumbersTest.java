package dev.samovar.proxywasm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The numbers of ABI 0.2.1, which the order of the constants follows. */
class WireNumbersTest {

  @Test
  void everyConstantHasItsPlaceAsNumber() {
    for (Status status : Status.values()) {
      assertThat(status.wire()).isEqualTo(status.ordinal());
      assertThat(Status.of(status.wire())).isEqualTo(status);
    }
    for (LogLevel level : LogLevel.values()) {
      assertThat(level.wire()).isEqualTo(level.ordinal());
      assertThat(LogLevel.of(level.wire())).isEqualTo(level);
    }
    for (PeerType peer : PeerType.values()) {
      assertThat(peer.wire()).isEqualTo(peer.ordinal());
      assertThat(PeerType.of(peer.wire())).isEqualTo(peer);
    }
    for (BufferType buffer : BufferType.values()) {
      assertThat(buffer.wire()).isEqualTo(buffer.ordinal());
    }
    for (MapType map : MapType.values()) {
      assertThat(map.wire()).isEqualTo(map.ordinal());
    }
    for (StreamType stream : StreamType.values()) {
      assertThat(stream.wire()).isEqualTo(stream.ordinal());
    }
    for (MetricType metric : MetricType.values()) {
      assertThat(metric.wire()).isEqualTo(metric.ordinal());
    }
    assertThat(Action.CONTINUE.wire()).isZero();
    assertThat(Action.PAUSE.wire()).isEqualTo(1);
    assertThat(Status.UNIMPLEMENTED.wire()).isEqualTo(12);
  }

  @Test
  void unlistedNumbersAreTheDocumentedConstants() {
    for (int wire : new int[] {-1, 13, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThat(Status.of(wire)).isEqualTo(Status.INTERNAL_FAILURE);
      assertThat(PeerType.of(wire)).isEqualTo(PeerType.UNKNOWN);
    }
    assertThat(LogLevel.of(-1)).isEqualTo(LogLevel.TRACE);
    assertThat(LogLevel.of(99)).isEqualTo(LogLevel.CRITICAL);
  }

  @Test
  void anExceptionNamesTheCallAndTheStatus() {
    HostException e = new HostException("proxy_get_metric", Status.BAD_ARGUMENT);
    assertThat(e).hasMessage("proxy_get_metric: BAD_ARGUMENT");
    assertThat(e.status()).isEqualTo(Status.BAD_ARGUMENT);
  }
}
