package dev.samovar.llmsim.testaid;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.samovar.llmsim.engine.SyntheticLoad;
import dev.samovar.llmsim.openai.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Knobs as JSON: a change names some of them, {@code null} turns one off. */
public final class KnobsJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final int MOST_MS = 3_600_000;
  private static final int MOST_SEQUENCES = 10_000;
  private static final int MOST_TOKENS = 1_000_000;
  private static final int PROMPT_TOKENS = 256;
  private static final int OUTPUT_TOKENS = 512;

  private KnobsJson() {}

  /** A change that cannot be made; the message names every wrong field. */
  public static final class WrongKnobs extends Exception {
    WrongKnobs(List<String> errors) {
      super(String.join("; ", errors));
    }
  }

  public static byte[] write(Knobs knobs) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeNumberField("slowMs", knobs.slowMs());
          json.writeFieldName("failStatus");
          if (knobs.failStatus() == 0) {
            json.writeNull();
          } else {
            json.writeNumber(knobs.failStatus());
          }
          json.writeFieldName("failCount");
          if (knobs.failCount() < 0) {
            json.writeNull();
          } else {
            json.writeNumber(knobs.failCount());
          }
          json.writeBooleanField("hang", knobs.hang());
          json.writeBooleanField("closeMidStream", knobs.closeMidStream());
          json.writeBooleanField("closeBeforeHeaders", knobs.closeBeforeHeaders());
          json.writeBooleanField("metricsOff", knobs.metricsOff());
          json.writeObjectField("waiting", knobs.waiting());
          json.writeObjectField("running", knobs.running());
          json.writeFieldName("load");
          if (knobs.load() == null) {
            json.writeNull();
          } else {
            json.writeStartObject();
            json.writeNumberField("waiting", knobs.load().waiting());
            json.writeNumberField("running", knobs.load().running());
            json.writeNumberField("promptTokens", knobs.load().promptTokens());
            json.writeNumberField("outputTokens", knobs.load().outputTokens());
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  /**
   * {@code now} with the change that {@code body} asks for. A {@code failCount} alone fails with
   * 503; a {@code failStatus} alone fails every call.
   *
   * @throws WrongKnobs when any field is unknown or has a wrong value; nothing is changed then
   */
  public static Knobs change(Knobs now, byte[] body) throws WrongKnobs {
    List<String> errors = new ArrayList<>();
    Map<String, Object> fields = fields(body, errors);
    Fields read = new Fields(fields, errors);
    int slowMs = read.number("slowMs", now.slowMs(), 0, 0, MOST_MS);
    int failStatus = read.number("failStatus", now.failStatus(), 0, 400, 599);
    int failCount = read.number("failCount", now.failCount(), -1, 0, Integer.MAX_VALUE);
    if (fields.containsKey("failStatus") && !fields.containsKey("failCount")) {
      failCount = -1;
    }
    if (failCount == 0) {
      failStatus = 0;
      failCount = -1;
    } else if (failCount > 0 && failStatus == 0) {
      failStatus = 503;
    }
    Knobs changed =
        new Knobs(
            slowMs,
            failStatus,
            failStatus == 0 ? -1 : failCount,
            read.flag("hang", now.hang()),
            read.flag("closeMidStream", now.closeMidStream()),
            read.flag("closeBeforeHeaders", now.closeBeforeHeaders()),
            read.flag("metricsOff", now.metricsOff()),
            read.gauge("waiting", now.waiting()),
            read.gauge("running", now.running()),
            read.load(now.load()));
    read.refuseOthers();
    if (!errors.isEmpty()) {
      throw new WrongKnobs(errors);
    }
    return changed;
  }

  private static Map<String, Object> fields(byte[] body, List<String> errors) {
    Map<String, Object> fields = new LinkedHashMap<>();
    try (JsonParser json = FACTORY.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        errors.add("body: expected a JSON object");
        return fields;
      }
      read(json, "", fields);
      if (json.nextToken() != null) {
        errors.add("body: more than one JSON value");
      }
    } catch (IOException e) {
      errors.add("body: not JSON");
    }
    return fields;
  }

  /** Flattens the object that was opened: the members of {@code load} become {@code load.name}. */
  private static void read(JsonParser json, String prefix, Map<String, Object> fields)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_NUMBER_INT
          && json.getNumberType() == JsonParser.NumberType.INT) {
        fields.put(name, json.getIntValue());
      } else if (value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE) {
        fields.put(name, json.getBooleanValue());
      } else if (value == JsonToken.VALUE_NULL) {
        fields.put(name, null);
      } else if (value == JsonToken.START_OBJECT && name.equals("load")) {
        fields.put(name, Map.of());
        read(json, "load.", fields);
      } else {
        json.skipChildren();
        fields.put(name, "of another type");
      }
    }
  }

  /** Reads fields by name and collects what is wrong with them. */
  private record Fields(Map<String, Object> all, List<String> errors) {
    int number(String name, int now, int off, int least, int most) {
      if (!all.containsKey(name)) {
        return now;
      }
      Object value = all.remove(name);
      if (value == null) {
        return off;
      }
      if (value instanceof Integer number && number >= least && number <= most) {
        return number;
      }
      errors.add(name + ": expected a whole number from " + least + " to " + most + ", or null");
      return now;
    }

    boolean flag(String name, boolean now) {
      if (!all.containsKey(name)) {
        return now;
      }
      Object value = all.remove(name);
      if (value == null || value instanceof Boolean) {
        return Boolean.TRUE.equals(value);
      }
      errors.add(name + ": expected true, false or null");
      return now;
    }

    Integer gauge(String name, Integer now) {
      if (!all.containsKey(name)) {
        return now;
      }
      int value = number(name, -1, -1, 0, Integer.MAX_VALUE);
      return value < 0 ? null : value;
    }

    /** A new order even when it equals the present one: it loads once more. */
    SyntheticLoad.Order load(SyntheticLoad.Order now) {
      if (!all.containsKey("load")) {
        return now;
      }
      Object value = all.remove("load");
      if (value == null) {
        return null;
      }
      if (!(value instanceof Map)) {
        errors.add("load: expected an object such as {\"waiting\": 20, \"running\": 60}, or null");
        return now;
      }
      return new SyntheticLoad.Order(
          number("load.waiting", 0, 0, 0, MOST_SEQUENCES),
          number("load.running", 0, 0, 0, MOST_SEQUENCES),
          number("load.promptTokens", PROMPT_TOKENS, PROMPT_TOKENS, 1, MOST_TOKENS),
          number("load.outputTokens", OUTPUT_TOKENS, OUTPUT_TOKENS, 1, MOST_TOKENS));
    }

    void refuseOthers() {
      all.keySet().forEach(name -> errors.add(name + ": no such knob"));
    }
  }
}
