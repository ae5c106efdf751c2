package dev.samovar.llmsim.openai;

/** The calls that are answered, told by the end of the path, whatever stands before it. */
public enum Api {
  CHAT("/chat/completions"),
  COMPLETIONS("/completions"),
  EMBEDDINGS("/embeddings"),
  RESPONSES("/responses"),
  MESSAGES("/messages"),
  RERANK("/rerank");

  private final String suffix;

  Api(String suffix) {
    this.suffix = suffix;
  }

  /** The call that {@code path} (without its query) names, or {@code null}. */
  public static Api of(String path) {
    for (Api api : values()) {
      if (path.endsWith(api.suffix)) {
        return api;
      }
    }
    return null;
  }

  /** Whether the answer is generated token by token, and so can be streamed. */
  public boolean generates() {
    return this != EMBEDDINGS && this != RERANK;
  }
}
