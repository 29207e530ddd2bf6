package io.hotprobe.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Carries out SYMLINK for one event. Confined to one thread. */
final class LinkAssignment {

  private static final String DEV = "/dev/";
  private static final int LONGEST_NAME = 255;

  private final Event event;

  LinkAssignment(Event event) {
    this.event = event;
  }

  Assignments.Outcome of(Token.Assignment token) {
    if (!event.hasNode()) {
      return new Assignments.Outcome(token.value().written(), Assignments.NO_NODE);
    }
    if (token.operation() == Operation.SET || token.operation() == Operation.FREEZE) {
      event.links().clear();
    }
    boolean raw = event.escape() == Event.Escape.NONE;
    String value = token.value().expand(event, raw ? Template.Blanks.KEPT : Template.Blanks.JOINED, Limits.PATH);
    if (value == null) {
      return new Assignments.Outcome(token.value().written(), "it is longer than may be");
    }
    String safe = raw ? value : SafeText.of(value, event.escape() == Event.Escape.REPLACE ? "/" : "/ ");
    List<String> refused = new ArrayList<>();
    for (String word : words(safe)) {
      String link = normalised(word);
      if (link == null || !change(token.operation(), link)) {
        refused.add(word);
      }
    }
    return new Assignments.Outcome(safe, refused.isEmpty() ? null : "no such link can be: " + String.join(" ", refused));
  }

  private boolean change(Operation operation, String link) {
    if (operation == Operation.REMOVE) {
      event.links().remove(link);
      return true;
    }
    if (event.links().size() >= Limits.ENTRIES) {
      return false;
    }
    event.links().add(link);
    return true;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || Blank.separates(text.charAt(i))) {
        if (i > from) {
          words.add(text.substring(from, i));
        }
        from = i + 1;
      }
    }
    return words;
  }

  /** Without {@code /dev/}, {@code .} and double slashes; null when it leads out of there or nowhere, or cannot be. */
  private static String normalised(String word) {
    if (word.startsWith("/") && !word.startsWith(DEV)) {
      return null;
    }
    Deque<String> names = new ArrayDeque<>();
    for (String name : (word.startsWith(DEV) ? word.substring(DEV.length()) : word).split("/")) {
      if (name.equals("..") || name.length() > LONGEST_NAME) {
        return null;
      }
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names.isEmpty() ? null : String.join("/", names);
  }
}
