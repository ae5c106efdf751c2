package dev.samovar.llmsim.openai;

import java.util.ArrayList;
import java.util.List;

/**
 * The text that is generated: the words of the last user turn, over and over, one word a token.
 * Words are cut after 24 characters; a turn without words is answered with {@code ok}.
 */
final class Echo {
  private static final int MAX_WORD = 24;

  private final List<String> words = new ArrayList<>();

  Echo(String turn) {
    for (String word : turn.strip().split("\\s+")) {
      if (!word.isEmpty()) {
        int points = word.codePointCount(0, word.length());
        words.add(
            points <= MAX_WORD ? word : word.substring(0, word.offsetByCodePoints(0, MAX_WORD)));
      }
    }
    if (words.isEmpty()) {
      words.add("ok");
    }
  }

  /** Token {@code index}, from 0; all but the first begin with a space. */
  String token(int index) {
    String word = words.get(index % words.size());
    return index == 0 ? word : " " + word;
  }

  String text(int tokens) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      text.append(token(i));
    }
    return text.toString();
  }
}
