package dev.samovar.core.config;

import dev.samovar.core.text.Ascii;
import java.util.ArrayList;
import java.util.List;

/** How names are spelled, and what a misspelled one may have meant. */
final class Spelling {
  private static final int NEAR = 2;

  private Spelling() {}

  /** {@code likeThis} as {@code like_this}. */
  static String snake(String camel) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        out.append('_');
      }
      out.append(Ascii.lower(c));
    }
    return out.toString();
  }

  /**
   * {@code "; did you mean X?"} for the nearest of some names, or nothing where none is near: at
   * most two letters wrong, missing or too many, and fewer than half of them.
   */
  static String meant(String word, List<String> names) {
    String nearest = null;
    int least = Math.min(NEAR + 1, (word.length() + 1) / 2);
    for (int i = 0; i < names.size(); i++) {
      int distance = distance(word, names.get(i));
      if (distance < least) {
        least = distance;
        nearest = names.get(i);
      }
    }
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  /** Words that are separated by single spaces. */
  static List<String> words(String text) {
    List<String> out = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = text.indexOf(' ', from);
      to = to < 0 ? text.length() : to;
      out.add(text.substring(from, to));
      from = to + 1;
    }
    return out;
  }

  /**
   * True where the word is one of them. The list's own {@code contains} would bring the {@code
   * equals} of every record into the compiled module.
   */
  static boolean isAmong(String word, List<String> words) {
    return indexOf(word, words) >= 0;
  }

  /** Place of a word, or -1. */
  static int indexOf(String word, List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (word.equals(words.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** The words, for a message that names what is allowed. */
  static String oneOf(List<String> words) {
    StringBuilder out = new StringBuilder("; one of: ");
    for (int i = 0; i < words.size(); i++) {
      out.append(i == 0 ? "" : ", ").append(words.get(i));
    }
    return out.toString();
  }

  /** The edit distance of Levenshtein, letters of either case alike. */
  private static int distance(String a, String b) {
    int n = b.length();
    if (a.length() - n > NEAR || n - a.length() > NEAR) {
      return NEAR + 1;
    }
    int[] row = new int[n + 1];
    for (int j = 0; j <= n; j++) {
      row[j] = j;
    }
    for (int i = 0; i < a.length(); i++) {
      int diagonal = row[0];
      row[0] = i + 1;
      for (int j = 0; j < n; j++) {
        int changed = diagonal + (Ascii.lower(a.charAt(i)) == Ascii.lower(b.charAt(j)) ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = Math.min(changed, Math.min(diagonal, row[j]) + 1);
      }
    }
    return row[n];
  }
}
