package dev.samovar.core.request;

/**
 * Knows what the keys of the LLM APIs mean and hands the values on: chat completions, completions,
 * embeddings, responses, messages, rerank. The names of keys decide, in the places where these APIs
 * have them; anything else is not looked at. Longer than most files because each kind of value is
 * told by what it is, a string, a container or a number, and each table of meanings is here.
 */
final class RequestReader implements JsonEvents {
  /** Levels below which nothing is looked at; the APIs need eight. */
  private static final int MOST_LEVELS = 24;

  /** Containers: of the array kinds the kind is the {@link Field} of the elements. */
  private static final int ROOT = 32;

  private static final int METADATA = 33;
  private static final int TURN = 34;
  private static final int PART = 35;
  private static final int INNER = 36;

  private final RequestFeatures features;
  private final ModelValue model = new ModelValue();
  private final PromptText text;
  private final byte[] kinds = new byte[MOST_LEVELS + 1];
  private final boolean[] images = new boolean[MOST_LEVELS + 1];

  private int level;
  private int kind;

  /** Of the value that is read or comes next. */
  private int field;

  /** The field of the text that is read. */
  private int reading;

  /** Whether a turn is open that is a plain prompt. */
  private boolean plainTurn;

  private boolean tokenIds;
  private boolean userIsTopLevel;

  RequestReader(ReadPlan plan) {
    features = new RequestFeatures(plan);
    text = new PromptText(features);
  }

  void reset() {
    features.reset();
    model.reset();
    level = 0;
    field = Field.NONE;
    plainTurn = false;
    tokenIds = false;
    userIsTopLevel = false;
  }

  RequestFeatures features() {
    return features;
  }

  ModelValue model() {
    return model;
  }

  @Override
  public ApiError error() {
    return model.error();
  }

  @Override
  public boolean key(Word key) {
    switch (kind) {
      case ROOT:
        field = Field.ofRequest(key);
        if (field >= Field.TURNS) {
          if (features.plan.prompt()) {
            text.section(field);
          } else {
            field = Field.NONE;
          }
        } else if (field >= Field.USER && !features.plan.user()) {
          field = Field.NONE;
        }
        return field == Field.MODEL;
      case METADATA:
        field = Field.ofMetadata(key);
        return false;
      default:
        field = Field.ofTurn(key);
        if (field == Field.CONTENT && kind != TURN) {
          if (kind == PART) {
            text.toolResult();
          }
          field = Field.TEXT;
        } else if (field == Field.OWN && kind != PART || field == Field.ROLE && kind != TURN) {
          field = field == Field.OWN ? Field.TEXT : Field.NONE;
        }
        return false;
    }
  }

  @Override
  public int string(int at) {
    if (field == Field.TOOL) {
      features.toolCount++;
      return SKIP;
    }
    reading = field;
    switch (field) {
      case Field.MODEL:
        model.begin(at);
        return TEXT;
      case Field.USER:
        if (kind != ROOT && userIsTopLevel) {
          return SKIP;
        }
        userIsTopLevel = kind == ROOT;
        features.userLength = 0;
        return TEXT;
      case Field.TURNS:
        plainTurn();
        endTokenIds();
        reading = Field.OWN;
        break;
      case Field.CONTENT:
        reading = Field.OWN;
        break;
      case Field.RAW:
        reading = Field.TEXT;
        break;
      case Field.OWN:
      case Field.TEXT:
      case Field.SYSTEM:
        break;
      case Field.ROLE:
      case Field.TYPE:
        return WORD;
      case Field.IMAGE:
      case Field.MEDIA:
        return media();
      default:
        return SKIP;
    }
    text.begin(at + 1);
    return TEXT;
  }

  @Override
  public void word(Word word) {
    if (field == Field.ROLE) {
      text.role(word);
    } else if (Field.type(word) == Field.IMAGE) {
      images[level] = true;
    }
  }

  @Override
  public boolean text(byte[] bytes, int from, int to) {
    switch (reading) {
      case Field.MODEL:
        return model.add(bytes, from, to);
      case Field.USER:
        int more = Math.min(to - from, RequestFeatures.MAX_USER_BYTES - features.userLength);
        System.arraycopy(bytes, from, features.user, features.userLength, more);
        features.userLength += more;
        return true;
      case Field.TOOLS:
        text.addTools(bytes, from, to);
        return true;
      case Field.MEDIA:
        text.addMedia(bytes, from, to);
        return true;
      default:
        text.add(bytes, from, to);
        return true;
    }
  }

  @Override
  public boolean textEnd(int end) {
    switch (reading) {
      case Field.MODEL:
        return model.end(end);
      case Field.USER:
        return true;
      case Field.MEDIA:
        text.endMedia();
        return true;
      case Field.RAW:
      case Field.TOOLS:
        text.endOfChain();
        return true;
      default:
        text.end(end - 1, reading == Field.OWN);
        if (kind == ROOT && plainTurn) {
          endPlainTurn();
        }
        return true;
    }
  }

  @Override
  public int open(boolean array, int at) {
    if (level == MOST_LEVELS) {
      return SKIP;
    }
    if (level == 0) {
      return push(ROOT);
    }
    switch (field) {
      case Field.METADATA:
        return array ? SKIP : push(METADATA);
      case Field.TURNS:
        if (array) {
          return push(Field.TURNS);
        }
        endPlainTurn();
        text.beginTurn(Field.NONE);
        return push(TURN);
      case Field.CONTENT:
        return push(array ? Field.CONTENT : PART);
      case Field.OWN:
      case Field.TEXT:
      case Field.SYSTEM:
        return push(array ? field == Field.SYSTEM ? Field.SYSTEM : Field.TEXT : INNER);
      case Field.TOOLS:
        if (!array) {
          return SKIP;
        }
        reading = Field.TOOLS;
        push(Field.TOOL);
        return INSIDE | TEXT;
      case Field.TOOL:
        features.toolCount++;
        return SKIP;
      case Field.RAW:
        reading = Field.RAW;
        return TEXT;
      case Field.IMAGE:
      case Field.MEDIA:
        return media();
      default:
        return SKIP;
    }
  }

  @Override
  public void close() {
    if (kind == TURN || kind == PART || kind == INNER) {
      if (images[level]) {
        features.imageCount++;
        if (kind != INNER) {
          text.own();
        }
      }
      if (kind == TURN) {
        text.endTurn();
      }
    }
    endTokenIds();
    level--;
    kind = kinds[level];
    field = kind < ROOT ? kind : Field.NONE;
    if (kind == ROOT) {
      endPlainTurn();
    }
  }

  @Override
  public void number(int value) {
    if (field == Field.MAX_TOKENS && value >= 0) {
      features.maxTokens = value;
    } else if (field == Field.TOOL) {
      features.toolCount++;
    } else if (field == Field.TURNS && kind != ROOT) {
      plainTurn();
      tokenIds = true;
      text.tokenId(value);
    }
  }

  @Override
  public void literal(int letter) {
    if (field == Field.STREAM && letter != 'n') {
      features.stream = letter == 't';
    } else if (field == Field.TOOL) {
      features.toolCount++;
    }
  }

  @Override
  public void notString() {
    model.notString();
  }

  /** Something that is neither text nor looked into; only that it is the same counts. */
  private int media() {
    images[level] |= field == Field.IMAGE;
    reading = Field.MEDIA;
    return text.hashes() ? TEXT : SKIP;
  }

  private int push(int container) {
    level++;
    kinds[level] = (byte) container;
    images[level] = false;
    kind = container;
    field = container < ROOT ? container : Field.NONE;
    return INSIDE;
  }

  private void plainTurn() {
    if (!plainTurn) {
      plainTurn = true;
      text.beginTurn(Field.ROLE_USER);
    }
  }

  private void endPlainTurn() {
    if (plainTurn) {
      plainTurn = false;
      text.endTurn();
    }
  }

  private void endTokenIds() {
    if (tokenIds) {
      tokenIds = false;
      text.endOfChain();
    }
  }
}
