package dev.samovar.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ValuesTest {
  @Test
  void aWrongValueIsNamedOncePerChange() {
    Logger logger = (Logger) LoggerFactory.getLogger(Values.class);
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    Values values = new Values(new AgentMetrics("test", Clock.SYSTEM));
    for (String value : new String[] {"x", "y", "5", "6", "x"}) {
      values.json("k", Optional.of(value));
    }
    logger.detachAppender(log);
    assertThat(log.list)
        .extracting(ILoggingEvent::getMessage)
        .containsExactly(
            "value is not a finite number, answered as null",
            "value is no longer wrong",
            "value is not a finite number, answered as null");
  }
}
