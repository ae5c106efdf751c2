package dev.samovar.core.request;

/** Takes the texts of a prompt and counts, places and hashes them. */
final class PromptText {
  private static final long TURN = 0x7475726EL;
  private static final int MEDIA_BLOCK = 65536;

  private final RequestFeatures features;
  private final PrefixChain media;
  private final TextSpans turn = new TextSpans();

  /** Of the part of the prompt that is being read, or {@code null} where nothing is hashed. */
  private PrefixChain chain;

  private boolean inSystem;
  private int turnBlocks;
  private int turnTexts;
  private int role;
  private boolean toolResult;
  private int start;

  PromptText(RequestFeatures features) {
    this.features = features;
    media = features.hash == null ? null : new PrefixChain(MEDIA_BLOCK, 0);
  }

  /** A value of the body's object begins: of the system's prompt, the tools, or the turns. */
  void section(int field) {
    inSystem = field == Field.SYSTEM;
    PromptHash hash = features.hash;
    if (hash != null) {
      chain = inSystem ? hash.system() : field == Field.TOOLS ? hash.tools() : hash.turns();
    }
  }

  boolean hashes() {
    return chain != null;
  }

  void beginTurn(int itsRole) {
    features.messageCount++;
    turn.clear();
    turnTexts = 0;
    toolResult = false;
    role = itsRole;
    if (chain != null) {
      turnBlocks = chain.count();
      chain.mark(TURN);
    }
  }

  void role(Word word) {
    role = Field.role(word);
    if (chain != null) {
      chain.mark(word.first ^ word.second ^ (long) word.length << 56);
    }
  }

  /** The turn has a part that brings what a tool answered. */
  void toolResult() {
    toolResult = true;
  }

  /** The turn has an image of its own. */
  void own() {
    turnTexts++;
  }

  void endTurn() {
    if (role == Field.ROLE_SYSTEM && features.system.count() == 0) {
      features.system.copy(turn);
    }
    if (role == Field.ROLE_USER && (turnTexts > 0 || !toolResult)) {
      features.userTurns++;
      features.lastUser.copy(turn);
      if (chain != null) {
        features.hash.lastUserBegan(turnBlocks);
      }
    }
  }

  /** A text begins with byte {@code at}. */
  void begin(int at) {
    start = at;
  }

  void add(byte[] bytes, int from, int to) {
    features.promptBytes += to - from;
    if (chain != null) {
      chain.add(bytes, from, to);
    }
  }

  void addTools(byte[] bytes, int from, int to) {
    features.toolBytes += to - from;
    if (chain != null) {
      chain.add(bytes, from, to);
    }
  }

  void addMedia(byte[] bytes, int from, int to) {
    media.add(bytes, from, to);
  }

  /**
   * A text ends before byte {@code end}.
   *
   * @param own whether it is what the turn itself says
   */
  void end(int end, boolean own) {
    endOfChain();
    if (!features.plan.spans()) {
      turnTexts += own ? 1 : 0;
    } else if (inSystem) {
      features.system.add(start, end - start);
    } else if (own) {
      turnTexts++;
      turn.add(start, end - start);
    }
  }

  void endOfChain() {
    if (chain != null) {
      chain.end();
    }
  }

  void endMedia() {
    media.end();
    chain.mark(media.digest());
    media.reset();
  }

  void tokenId(int id) {
    features.tokenIds++;
    turnTexts++;
    if (chain != null) {
      chain.addInt(id);
    }
  }
}
