package dev.samovar.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * One event as one line: {@code ts}, {@code level}, {@code msg}, the event's own pairs, {@code
 * logger} and, for an exception, {@code err} with its class and message. Control characters are
 * escaped in both formats, so that no value can forge a line.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
  private final Format format;
  private final Masker masker;

  LineEncoder(Format format, Masker masker) {
    this.format = format;
    this.masker = masker;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    if (format == Format.JSON) {
      json(event, line);
    } else {
      text(event, line);
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void json(ILoggingEvent event, StringBuilder line) {
    line.append("{\"ts\":\"").append(timestamp(event)).append("\",\"level\":\"");
    line.append(event.getLevel().toString().toLowerCase(Locale.ROOT)).append('"');
    field(line, "msg", event.getFormattedMessage());
    for (KeyValuePair pair : pairs(event)) {
      if (pair.value instanceof Number || pair.value instanceof Boolean) {
        line.append(",\"").append(pair.key).append("\":").append(pair.value);
      } else {
        field(line, pair.key, String.valueOf(pair.value));
      }
    }
    field(line, "logger", event.getLoggerName());
    if (event.getThrowableProxy() != null) {
      field(line, "err", error(event.getThrowableProxy()));
    }
    line.append('}');
  }

  private void field(StringBuilder line, String key, String value) {
    line.append(",\"").append(key).append("\":\"");
    escape(masker.mask(value), line, true);
    line.append('"');
  }

  private void text(ILoggingEvent event, StringBuilder line) {
    line.append(timestamp(event)).append(' ');
    line.append(String.format(Locale.ROOT, "%-5s ", event.getLevel()));
    escape(masker.mask(event.getFormattedMessage()), line, false);
    for (KeyValuePair pair : pairs(event)) {
      line.append(' ').append(pair.key).append('=');
      escape(masker.mask(String.valueOf(pair.value)), line, false);
    }
    if (event.getThrowableProxy() != null) {
      line.append(" err=");
      escape(masker.mask(error(event.getThrowableProxy())), line, false);
    }
  }

  private static List<KeyValuePair> pairs(ILoggingEvent event) {
    return event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs();
  }

  private static Instant timestamp(ILoggingEvent event) {
    return Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS);
  }

  private static String error(IThrowableProxy error) {
    String name = error.getClassName();
    return name.substring(name.lastIndexOf('.') + 1) + ": " + error.getMessage();
  }

  private static void escape(String text, StringBuilder out, boolean quotes) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quotes && (c == '"' || c == '\\')) {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
