package dev.samovar.core.config;

import dev.samovar.core.text.Ascii;
import java.util.ArrayList;
import java.util.List;

/** Reads names of headers, and texts that travel in headers. */
final class Names {
  /** Headers whose change would break a message or its routing. */
  private static final String NOT_OURS =
      " host connection content-length content-type content-encoding transfer-encoding te upgrade"
          + " trailer expect ";

  private Names() {}

  /** A header that the filter writes, lower-case. */
  static String written(Section holder, String field, String fallback) {
    Section in = holder.holderOf(field);
    String name = in.string(field, fallback);
    if (name.isEmpty() && fallback.isEmpty()) {
      return name;
    }
    return isWritable(in, in.where(field), name) ? lower(name) : fallback;
  }

  /** Headers that the filter writes, lower-case. */
  static List<String> written(Section in, String field, List<String> fallback) {
    List<String> names = in.strings(field, fallback);
    List<String> out = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (isWritable(in, in.where(field) + "[" + i + "]", names.get(i))) {
        out.add(lower(names.get(i)));
      }
    }
    return out;
  }

  /** A header that the filter reads, lower-case; empty where none is. */
  static String read(Section holder, String field) {
    Section in = holder.holderOf(field);
    String name = in.string(field, "");
    return name.isEmpty() || isHeader(in, in.where(field), name) ? lower(name) : "";
  }

  /** True for a header's name; an error where it is none. */
  static boolean isHeader(Section in, String where, String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = Ascii.lower(name.charAt(i));
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        in.error(where, "\"" + name + "\" is not a header name");
        return false;
      }
    }
    return true;
  }

  private static boolean isWritable(Section in, String where, String name) {
    if (!isHeader(in, where, name)) {
      return false;
    }
    if (name.isEmpty() || NOT_OURS.contains(" " + lower(name) + " ")) {
      in.error(where, "must name a header that HTTP itself does not use");
      return false;
    }
    return true;
  }

  static String lower(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      out.append(Ascii.lower(name.charAt(i)));
    }
    return out.toString();
  }

  /** A text that a header may carry, not empty, or {@code null} where it is absent or wrong. */
  static String value(Section in, String field, String hint) {
    String text = in.string(field, null);
    if (text != null && (text.isEmpty() || !isValue(text))) {
      in.wrong(field, "must be a printable name; " + hint);
      return null;
    }
    return text;
  }

  /** True for a text without control characters and without space around it. */
  static boolean isValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
        return false;
      }
    }
    return text.equals(text.trim());
  }
}
