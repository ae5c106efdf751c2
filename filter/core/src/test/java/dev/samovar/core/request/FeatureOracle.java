package dev.samovar.core.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request says of itself, read a second way: Jackson makes a tree of the whole body, each
 * value with its place, and the tree is walked. The bytes are ISO 8859-1, so that places are bytes.
 */
final class FeatureOracle {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();

  private record Member(String key, Node value) {}

  /** A value from its first byte to one past its last; keys of an array's members are null. */
  private record Node(JsonToken kind, String text, int start, int end, List<Member> members) {
    boolean is(JsonToken token) {
      return kind == token;
    }
  }

  private record Span(int start, int length) {}

  private final byte[] body;
  private boolean stream;
  private long maxTokens = -1;
  private int promptBytes;
  private int toolBytes;
  private int tokenIds;
  private int messages;
  private int userTurns;
  private int tools;
  private int images;
  private String user;
  private boolean userIsTopLevel;
  private List<Span> lastUser = List.of();
  private List<Span> system = new ArrayList<>();

  private boolean inSystem;
  private boolean plain;
  private String role;
  private List<Span> turn = new ArrayList<>();
  private boolean own;
  private boolean result;

  private FeatureOracle(byte[] body) {
    this.body = body;
  }

  /** The features as {@link #describe} writes them. */
  static String read(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    FeatureOracle oracle = new FeatureOracle(body);
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      oracle.request(node(parser));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long tokens = (oracle.promptBytes + oracle.toolBytes + 3L) / 4 + oracle.tokenIds;
    return line(
        oracle.stream,
        oracle.maxTokens,
        oracle.promptBytes,
        oracle.toolBytes,
        tokens + 800L * oracle.images,
        oracle.messages,
        oracle.userTurns,
        oracle.tools,
        oracle.images,
        oracle.user,
        oracle.lastUser,
        oracle.system);
  }

  static String describe(RequestFeatures features) {
    return line(
        features.stream(),
        features.maxTokens(),
        features.promptBytes(),
        features.toolBytes(),
        features.promptTokens(),
        features.messageCount(),
        features.userTurns(),
        features.toolCount(),
        features.imageCount(),
        features.user(),
        spans(features.lastUser()),
        spans(features.system()));
  }

  private static String line(Object... values) {
    StringBuilder out = new StringBuilder();
    String[] names = {
      "stream",
      "max",
      "bytes",
      "toolBytes",
      "tokens",
      "messages",
      "turns",
      "tools",
      "images",
      "user",
      "lastUser",
      "system"
    };
    for (int i = 0; i < names.length; i++) {
      out.append(names[i]).append('=').append(values[i]).append(' ');
    }
    return out.toString().trim();
  }

  private static List<Span> spans(TextSpans spans) {
    List<Span> out = new ArrayList<>();
    for (int i = 0; i < spans.count(); i++) {
      out.add(new Span(spans.start(i), spans.length(i)));
    }
    return out;
  }

  private static Node node(JsonParser parser) throws IOException {
    JsonToken kind = parser.currentToken();
    int start = (int) parser.currentTokenLocation().getCharOffset();
    List<Member> members = new ArrayList<>();
    if (!kind.isStructStart()) {
      String text = parser.getText();
      return new Node(kind, text, start, (int) parser.currentLocation().getCharOffset(), members);
    }
    String key = null;
    while (!parser.nextToken().isStructEnd()) {
      if (parser.currentToken() == JsonToken.FIELD_NAME) {
        key = parser.currentName();
        parser.nextToken();
      }
      members.add(new Member(key, node(parser)));
    }
    return new Node(kind, "", start, (int) parser.currentLocation().getCharOffset(), members);
  }

  private void request(Node body) {
    for (Member member : body.members()) {
      Node value = member.value();
      inSystem = false;
      switch (member.key()) {
        case "stream" -> stream = value.kind().isBoolean() ? value.text().equals("true") : stream;
        case "max_tokens", "max_completion_tokens", "max_output_tokens" -> maxTokens(value);
        case "user" -> user(value, true);
        case "metadata" -> {
          if (value.is(JsonToken.START_OBJECT)) {
            value.members().stream()
                .filter(of -> of.key().equals("user_id"))
                .forEach(of -> user(of.value(), false));
          }
        }
        case "messages", "prompt", "input", "query" -> {
          if (value.is(JsonToken.VALUE_STRING) || value.kind().isStructStart()) {
            turns(value);
          }
          endPlain();
        }
        case "documents" -> inner(value);
        case "system", "instructions" -> {
          inSystem = true;
          inner(value);
        }
        case "tools", "functions" -> {
          if (value.is(JsonToken.START_ARRAY)) {
            toolBytes += value.end() - value.start();
            tools += value.members().size();
          }
        }
        default -> {}
      }
    }
  }

  private void maxTokens(Node value) {
    if (value.is(JsonToken.VALUE_NUMBER_INT) && !value.text().startsWith("-")) {
      maxTokens =
          new java.math.BigInteger(value.text())
              .min(java.math.BigInteger.valueOf(Integer.MAX_VALUE))
              .longValue();
    }
  }

  private void user(Node value, boolean topLevel) {
    if (value.is(JsonToken.VALUE_STRING) && (topLevel || !userIsTopLevel)) {
      user = string(value);
      userIsTopLevel = topLevel;
    }
  }

  private String string(Node value) {
    try (JsonParser parser =
        FACTORY.createParser(body, value.start(), value.end() - value.start())) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void turns(Node value) {
    switch (value.kind()) {
      case VALUE_STRING -> {
        beginPlain();
        text(value, true);
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        beginPlain();
        tokenIds++;
        own = true;
      }
      case START_ARRAY -> value.members().forEach(member -> turns(member.value()));
      case START_OBJECT -> {
        endPlain();
        begin(null);
        boolean image = object(value, 0);
        own |= image;
        end();
      }
      default -> {}
    }
  }

  /** A turn, 0, a part of it, 1, or anything deeper, 2; whether it is an image. */
  private boolean object(Node object, int depth) {
    boolean image = false;
    for (Member member : object.members()) {
      Node value = member.value();
      boolean string = value.is(JsonToken.VALUE_STRING);
      switch (member.key()) {
        case "role" -> role = depth == 0 && string ? value.text() : role;
        case "type" ->
            image |= string && List.of("image", "image_url", "input_image").contains(value.text());
        case "image", "image_url" -> image |= string || value.kind().isStructStart();
        case "content" -> {
          result |= depth == 1;
          if (depth == 0) {
            content(value);
          } else {
            inner(value);
          }
        }
        case "text" -> {
          if (depth == 1 && string) {
            text(value, true);
          } else {
            inner(value);
          }
        }
        case "name",
            "arguments",
            "output",
            "thinking",
            "refusal",
            "reasoning",
            "reasoning_content",
            "summary",
            "function",
            "function_call",
            "tool_calls" ->
            inner(value);
        case "input" -> {
          if (string) {
            text(value, false);
          } else if (value.kind().isStructStart()) {
            promptBytes += value.end() - value.start();
          }
        }
        default -> {}
      }
    }
    images += image ? 1 : 0;
    return image;
  }

  private void content(Node value) {
    switch (value.kind()) {
      case VALUE_STRING -> text(value, true);
      case START_ARRAY -> value.members().forEach(member -> content(member.value()));
      case START_OBJECT -> {
        boolean image = object(value, 1);
        own |= image;
      }
      default -> {}
    }
  }

  private void inner(Node value) {
    switch (value.kind()) {
      case VALUE_STRING -> text(value, false);
      case START_ARRAY -> value.members().forEach(member -> inner(member.value()));
      case START_OBJECT -> object(value, 2);
      default -> {}
    }
  }

  private void text(Node value, boolean itsOwn) {
    int length = value.end() - value.start() - 2;
    promptBytes += length;
    if (inSystem) {
      system.add(new Span(value.start() + 1, length));
    } else if (itsOwn) {
      own = true;
      turn.add(new Span(value.start() + 1, length));
    }
  }

  private void beginPlain() {
    if (!plain) {
      begin("user");
      plain = true;
    }
  }

  private void endPlain() {
    if (plain) {
      end();
      plain = false;
    }
  }

  private void begin(String itsRole) {
    messages++;
    role = itsRole;
    turn = new ArrayList<>();
    own = false;
    result = false;
  }

  private void end() {
    if (List.of("system", "developer").contains(role == null ? "" : role) && system.isEmpty()) {
      system = turn;
    }
    if ("user".equals(role) && (own || !result)) {
      userTurns++;
      lastUser = turn;
    }
  }
}
