package dev.samovar.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/**
 * Sets the process's log up; the agent's own lines from {@code info}, libraries' from {@code warn}.
 */
public final class Logging {
  private static final Masker MASKER = new Masker();

  private Logging() {}

  /** Replaces whatever logging was set up before. */
  public static void start(Format format, Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    LineEncoder encoder = new LineEncoder(format, MASKER);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    // The agent reports a store that comes and goes itself, once a change.
    context.getLogger("io.lettuce").setLevel(Level.ERROR);
    context.getLogger("dev.samovar").setLevel(level);
  }

  /** The one place that knows what must not be shown. */
  public static Masker masker() {
    return MASKER;
  }
}
