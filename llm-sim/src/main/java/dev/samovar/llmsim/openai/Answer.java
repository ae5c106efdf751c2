package dev.samovar.llmsim.openai;

import java.util.List;

/** An answer in the shape of its API, whole or as the events of a stream. */
public sealed interface Answer
    permits ChatAnswer,
        CompletionAnswer,
        MessagesAnswer,
        ResponsesAnswer,
        EmbeddingsAnswer,
        RerankAnswer {
  /** The whole answer, as JSON. */
  byte[] whole();

  /** The events that come with the first token, before it. */
  List<byte[]> begin();

  /** The event of token {@code index}. */
  byte[] token(int index);

  /** The events after the last token. */
  List<byte[]> end();

  /** The text that all token events bring together. */
  static String text(LlmRequest request, int tokens) {
    return new Echo(request.lastTurn()).text(tokens);
  }

  /** The answer to {@code request}. */
  static Answer to(LlmRequest request, Serving serving) {
    return switch (request.api()) {
      case CHAT -> new ChatAnswer(request, serving);
      case COMPLETIONS -> new CompletionAnswer(request, serving);
      case MESSAGES -> new MessagesAnswer(request, serving);
      case RESPONSES -> new ResponsesAnswer(request, serving);
      case EMBEDDINGS -> new EmbeddingsAnswer(request);
      case RERANK -> new RerankAnswer(request, serving);
    };
  }
}
