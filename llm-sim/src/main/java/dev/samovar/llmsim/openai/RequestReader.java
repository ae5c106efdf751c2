package dev.samovar.llmsim.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a request of any of the APIs while it arrives, in constant memory: a body of 32 MiB leaves
 * its model, its switches, the start of the last user turn and counts.
 *
 * <p>Longer than most files, since six APIs share one walk over the body. Of a duplicated top-level
 * member the last one counts, as most JSON readers have it.
 */
public final class RequestReader implements JsonScanner.Visitor {
  private static final int MAX_MODEL_BYTES = 4096;
  private static final int MAX_TURN_BYTES = 4096;
  private static final int MAX_ITEMS = 2048;
  private static final int PATH = 8;
  private static final int MAX_NUMBERS = 1 << 18;

  /** Members that are looked at; only these are remembered, however many a body has. */
  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "messages",
          "prompt",
          "input",
          "query",
          "documents",
          "stream",
          "max_tokens",
          "max_completion_tokens",
          "max_output_tokens",
          "dimensions",
          "top_n");

  private enum Target {
    NONE,
    MODEL,
    FORMAT,
    ROLE,
    MESSAGE,
    ITEM,
    PROMPT
  }

  private enum Kind {
    STRING,
    LITERAL,
    ARRAY,
    OBJECT
  }

  private final Api api;
  private final JsonScanner scanner = new JsonScanner(this);
  private final PromptHash prompt;
  private final String[] keys = new String[PATH];
  private final Map<String, Kind> kinds = new HashMap<>();
  private final Map<String, String> literals = new HashMap<>();
  private final Capture model = new Capture(MAX_MODEL_BYTES);
  private final Capture format = new Capture(16);
  private final Capture role = new Capture(16);
  private Capture turn = new Capture(MAX_TURN_BYTES);
  private Capture lastTurn = new Capture(MAX_TURN_BYTES);
  private boolean userTurn;
  private int messages;
  private final List<LlmRequest.Item> items = new ArrayList<>();
  private long itemHash = PromptHash.start();
  private boolean numberItem;
  private int depth;
  private boolean rootIsObject;

  /**
   * @param blockTokens tokens of one KV block, by which the prompt is hashed
   */
  public RequestReader(Api api, int blockTokens) {
    this.api = api;
    this.prompt = new PromptHash(blockTokens);
  }

  /**
   * Takes the next bytes of the body.
   *
   * @throws InvalidRequest when they are not JSON; the reader is of no use afterwards
   */
  public void feed(byte[] bytes, int offset, int length) {
    scanner.feed(bytes, offset, length);
  }

  /**
   * What the body asks for.
   *
   * @throws InvalidRequest when it is incomplete, or lacks what the API requires
   */
  public LlmRequest finish() {
    scanner.end();
    if (!rootIsObject) {
      throw new InvalidRequest(null, "body: expected a JSON object");
    }
    String name = model();
    requireInputs();
    int maxTokens = 0;
    for (String limit : List.of("max_tokens", "max_completion_tokens", "max_output_tokens")) {
      maxTokens = Math.max(maxTokens, count(limit, Integer.MAX_VALUE));
    }
    return new LlmRequest(
        api,
        name,
        flag("stream") && api.generates(),
        "true".equals(literals.get("stream_options.include_usage")),
        maxTokens,
        prompt.tokens(),
        lastTurn.text(),
        items,
        count("dimensions", 4096),
        format.text().equals("base64"),
        count("top_n", Integer.MAX_VALUE),
        prompt.blocks(),
        prompt::blocksWith);
  }

  private String model() {
    if (kinds.get("model") == null || kinds.get("model") == Kind.STRING && model.isEmpty()) {
      throw new InvalidRequest("model", "model: missing, expected a model's name");
    }
    if (kinds.get("model") != Kind.STRING) {
      throw new InvalidRequest("model", "model: expected a string");
    }
    if (model.cut()) {
      throw new InvalidRequest("model", "model: longer than " + MAX_MODEL_BYTES + " bytes");
    }
    return model.text();
  }

  private void requireInputs() {
    switch (api) {
      case CHAT, MESSAGES -> {
        require("messages", Kind.ARRAY);
        if (messages == 0) {
          throw new InvalidRequest("messages", "messages: expected at least one message");
        }
      }
      case COMPLETIONS -> require("prompt", Kind.STRING, Kind.ARRAY);
      case EMBEDDINGS, RESPONSES -> require("input", Kind.STRING, Kind.ARRAY);
      case RERANK -> {
        require("query", Kind.STRING);
        require("documents", Kind.ARRAY);
      }
    }
    if (items.size() > MAX_ITEMS) {
      String field = api == Api.RERANK ? "documents" : "input";
      throw new InvalidRequest(field, field + ": more than " + MAX_ITEMS + " entries");
    }
    if (api == Api.EMBEDDINGS && (long) items.size() * count("dimensions", 4096) > MAX_NUMBERS) {
      throw new InvalidRequest(
          "dimensions", "dimensions: more than " + MAX_NUMBERS + " numbers in one answer");
    }
  }

  private void require(String field, Kind... allowed) {
    Kind kind = kinds.get(field);
    for (Kind one : allowed) {
      if (kind == one) {
        return;
      }
    }
    String expected = allowed[0] == Kind.STRING ? "a string" : "an array";
    expected += allowed.length > 1 ? " or an array" : "";
    throw new InvalidRequest(
        field, field + ": " + (kind == null ? "missing, " : "") + "expected " + expected);
  }

  private boolean flag(String field) {
    Kind kind = kinds.get(field);
    String token = literals.get(field);
    if (kind == null || "null".equals(token) || "false".equals(token)) {
      return false;
    }
    if (kind == Kind.LITERAL && "true".equals(token)) {
      return true;
    }
    throw new InvalidRequest(field, field + ": expected true or false");
  }

  private int count(String field, int most) {
    Kind kind = kinds.get(field);
    String token = literals.get(field);
    if (kind == null || kind == Kind.LITERAL && "null".equals(token)) {
      return 0;
    }
    if (kind == Kind.LITERAL && token.matches("[0-9]{1,10}")) {
      long value = Long.parseLong(token);
      if (value >= 1 && value <= most) {
        return (int) value;
      }
    }
    throw new InvalidRequest(field, field + ": expected a whole number from 1 to " + most);
  }

  @Override
  public void open(boolean object) {
    if (depth == 0) {
      rootIsObject = object;
    } else if (depth == 1) {
      remember(object ? Kind.OBJECT : Kind.ARRAY, null);
    }
    depth++;
    if (depth < PATH) {
      keys[depth] = null;
    }
    if (depth == 3 && object && hasMessages()) {
      messages++;
      role.clear();
      turn.clear();
    } else if (depth == 3 && !object && root("input")) {
      numberItem = false;
    }
  }

  @Override
  public void close() {
    if (depth == 3 && hasMessages() && keys[3] != null) {
      endMessage();
    }
    depth--;
  }

  private void endMessage() {
    boolean user = role.isEmpty() || role.text().equals("user");
    if (!turn.isEmpty() && (user || !userTurn)) {
      userTurn |= user;
      takeTurn();
    }
  }

  private void takeTurn() {
    Capture taken = turn;
    turn = lastTurn;
    lastTurn = taken;
    turn.clear();
  }

  @Override
  public void key(String name) {
    if (depth < PATH) {
      keys[depth] = name;
    }
    if (depth == 1 && name.equals("model")) {
      model.clear();
    }
  }

  @Override
  public void text(byte[] bytes, int offset, int length) {
    switch (target()) {
      case MODEL -> model.add(bytes, offset, length);
      case FORMAT -> format.add(bytes, offset, length);
      case ROLE -> role.add(bytes, offset, length);
      case MESSAGE -> {
        prompt.add(bytes, offset, length);
        turn.add(bytes, offset, length);
      }
      case ITEM -> {
        prompt.add(bytes, offset, length);
        turn.add(bytes, offset, length);
        itemHash = PromptHash.extend(itemHash, bytes, offset, length);
      }
      case PROMPT -> prompt.add(bytes, offset, length);
      case NONE -> {}
    }
  }

  @Override
  public void endText() {
    if (depth == 1) {
      remember(Kind.STRING, null);
    }
    if (target() == Target.ITEM) {
      addItem(itemHash);
      itemHash = PromptHash.start();
      takeTurn();
    }
  }

  @Override
  public void literal(String token) {
    if (depth == 1) {
      remember(token.equals("null") && root("model") ? null : Kind.LITERAL, token);
    } else if (depth == 2 && root("stream_options") && "include_usage".equals(keys[2])) {
      literals.put("stream_options.include_usage", token);
    } else if ((depth == 2 || depth == 3)
        && keys[depth] == null
        && (root("input") || root("prompt"))) {
      prompt.addTokens(1);
      if (!numberItem) {
        numberItem = true;
        addItem(items.size());
      }
    }
  }

  private void remember(Kind kind, String literal) {
    if (KNOWN.contains(keys[1])) {
      kinds.put(keys[1], kind);
      literals.put(keys[1], literal);
    }
  }

  private void addItem(long hash) {
    if (items.size() <= MAX_ITEMS) {
      items.add(new LlmRequest.Item(hash));
    }
  }

  private boolean root(String name) {
    return name.equals(keys[1]);
  }

  private boolean hasMessages() {
    return root("messages") || root("input");
  }

  private Target target() {
    if (keys[1] == null) {
      return Target.NONE;
    }
    return switch (keys[1]) {
      case "model" -> depth == 1 ? Target.MODEL : Target.NONE;
      case "encoding_format" -> depth == 1 ? Target.FORMAT : Target.NONE;
      case "query" -> depth == 1 ? Target.PROMPT : Target.NONE;
      case "messages" -> message();
      case "input" -> depth <= 2 ? Target.ITEM : message();
      case "prompt" -> depth <= 2 ? Target.ITEM : Target.NONE;
      case "documents" ->
          depth == 2 || depth == 3 && "text".equals(keys[3]) ? Target.ITEM : Target.NONE;
      case "system", "instructions" ->
          depth == 1 || depth == 3 && "text".equals(keys[3]) ? Target.PROMPT : Target.NONE;
      default -> Target.NONE;
    };
  }

  private Target message() {
    if (depth == 3 && "role".equals(keys[3])) {
      return Target.ROLE;
    }
    boolean content = depth >= 3 && "content".equals(keys[3]);
    boolean text = depth == 3 || depth == 4 || depth == 5 && "text".equals(keys[5]);
    return content && text ? Target.MESSAGE : Target.NONE;
  }
}
