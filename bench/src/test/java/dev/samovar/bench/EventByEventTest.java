package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventByEventTest {

  @Test
  void onlyTheBeginningOfTheModelsFieldMayBeKept() {
    assertThat(EventByEvent.keeps("data: {\"id\":1,", "m")).isZero();
    assertThat(EventByEvent.keeps("data: {\"", "m")).isEqualTo(1);
    assertThat(EventByEvent.keeps("data: {\"mod", "m")).isEqualTo(4);
    assertThat(EventByEvent.keeps("data: {\"model\":\"m", "m")).isEqualTo(10);
    assertThat(EventByEvent.keeps("data: {\"model\":\"m\"", "m")).isZero();
    assertThat(EventByEvent.keeps("data: {\"model\":\"x", "m")).isZero();
    assertThat(EventByEvent.keeps("", "m")).isZero();
  }

  @Test
  void payloadIsWhatHasComeOfTheChunks() {
    String head = "HTTP/1.1 200 OK\r\n\r\n";
    assertThat(EventByEvent.payload("HTTP/1.1 200 OK\r\n")).isEmpty();
    assertThat(EventByEvent.payload(head + "3\r\nabc\r\n2")).isEqualTo("abc");
    assertThat(EventByEvent.payload(head + "3\r\nabc\r\n2\r\nd")).isEqualTo("abcd");
    assertThat(EventByEvent.payload(head + "3\r\nabc")).isEqualTo("abc");
    assertThat(EventByEvent.payload(head + "1\r\na\r\n0\r\n\r\n")).isEqualTo("a");
  }
}
