package io.hotprobe.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A value with substitutions such as {@code $env{ID}} or {@code %k}, read once. Immutable. Equal when written alike.
 *
 * <p>A long name is known by its beginning: {@code $kernelfoo} is {@code $kernel} and {@code foo}. What is no substitution is copied;
 * one whose braces are empty or not closed, and one that lacks the name or number it needs in braces, ends the value there.
 */
public final class Template {

  /** A template that is nothing. */
  public static final Template EMPTY = new Template("");

  /** Longest text between braces, in bytes. */
  private static final int LONGEST_ATTRIBUTE = 1023;

  /** A literal, or a substitution with what stands in its braces, empty for none. */
  private record Part(String literal, Substitution substitution, String attribute) {}

  /**
   * Something in a value that is no valid substitution.
   *
   * @param at where in the value, from 0; behind the substitution if its braces are at fault
   * @param reason one clause
   */
  public record Flaw(int at, String reason) {}

  private final String written;
  private final Part[] parts;
  private final Flaw flaw;
  private final boolean namesShell;

  private Template(String written) {
    this.written = written;
    Reader reader = new Reader(written);
    reader.read();
    this.parts = reader.parts.toArray(new Part[0]);
    this.flaw = reader.flaw;
    this.namesShell = !isLiteral() && ShellWords.areProgramOfShell(QuotedWords.of(written));
  }

  /** Reads a value. Every text is a template: what is no substitution stands for itself. */
  public static Template of(String written) {
    return written.isEmpty() ? EMPTY : new Template(written);
  }

  /** The value it was read from. */
  public String written() {
    return written;
  }

  /** Whether it holds no substitution, so that {@link #written} is its value. */
  public boolean isLiteral() {
    return written.indexOf('$') < 0 && written.indexOf('%') < 0;
  }

  /** The first thing that is no valid substitution though it looks like one; empty when all are. */
  public Optional<Flaw> flaw() {
    return Optional.ofNullable(flaw);
  }

  /** How the value is to be put together. */
  enum Blanks {
    /** As they are. */
    KEPT,
    /** Of a run of blanks in a substituted part one {@code _} is left, at its ends none; {@code $result} is left as it is. */
    JOINED,
    /**
     * What a shell would take for more than text is {@code _} in a substituted part: all but letters, digits, {@code +-.:=@_/,%},
     * {@code \x}, blanks and characters that are not ASCII.
     */
    SHELL
  }

  /**
   * The value for an event.
   *
   * @param limit how many bytes it may have
   * @return null when it is longer
   */
  String expand(Facts facts, Blanks blanks, int limit) {
    if (parts.length == 1 && parts[0].literal != null) {
      return parts[0].literal.length() > limit ? null : parts[0].literal;
    }
    StringBuilder value = new StringBuilder();
    for (Part part : parts) {
      String text = part.literal != null ? part.literal : part.substitution.value(facts, part.attribute);
      if (text == null || text.length() > limit - value.length()) {
        return null;
      }
      value.append(part.literal == null ? inserted(part, text, blanks) : text);
    }
    return value.toString();
  }

  private static String inserted(Part part, String text, Blanks blanks) {
    return switch (blanks) {
      case KEPT -> text;
      case JOINED -> part.substitution == Substitution.RESULT ? text : SafeText.joined(text);
      case SHELL -> SafeText.forShell(text);
    };
  }

  /**
   * The command for an event. Where a shell gets part of it as its program ({@code sh -c}), as it is written or with what is
   * substituted, what is substituted cannot end the place it stands in: {@link Blanks#SHELL}.
   *
   * @return null when it is longer than may be
   */
  String expandCommand(Facts facts) {
    if (namesShell) {
      return expand(facts, Blanks.SHELL, Limits.COMMAND);
    }
    String command = expand(facts, Blanks.KEPT, Limits.COMMAND);
    boolean givesShell = command != null && !isLiteral() && ShellWords.areProgramOfShell(QuotedWords.of(command));
    return givesShell ? expand(facts, Blanks.SHELL, Limits.COMMAND) : command;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template that && written.equals(that.written);
  }

  @Override
  public int hashCode() {
    return written.hashCode();
  }

  @Override
  public String toString() {
    return written;
  }

  /** One pass over a value. */
  private static final class Reader {

    private final String value;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private Flaw flaw;
    private int at;
    private boolean ended;

    Reader(String value) {
      this.value = value;
    }

    void read() {
      while (at < value.length() && !ended) {
        char c = value.charAt(at);
        if (c != '$' && c != '%') {
          copy(1);
        } else if (at + 1 < value.length() && value.charAt(at + 1) == c) {
          at++;
          copy(1);
        } else {
          substitution(c);
        }
      }
      endLiteral();
    }

    private void copy(int count) {
      literal.append(value, at, at + count);
      at += count;
    }

    private void substitution(char mark) {
      Substitution found = mark == '$' ? Substitution.ofLong(value, at + 1) : Substitution.ofShort(value, at + 1);
      if (found == null) {
        tell(at, "there is no such substitution");
        copy(1);
        return;
      }
      int end = at + 1 + (mark == '$' ? found.nameLength(value, at + 1) : 1);
      String attribute = "";
      if (end < value.length() && value.charAt(end) == '{') {
        int close = value.indexOf('}', end);
        if (close < 0 || close == end + 1 || close - end - 1 > LONGEST_ATTRIBUTE) {
          tell(at, "its braces hold nothing or too much or are not closed");
          ended = true;
          return;
        }
        attribute = value.substring(end + 1, close);
        end = close + 1;
      }
      at = end;
      add(found, attribute);
    }

    private void add(Substitution found, String attribute) {
      if (attribute.isEmpty() && found.needsAttribute()) {
        tell(at, "a name in braces is missing");
        ended = true;
        return;
      }
      if (found == Substitution.RESULT && !attribute.isEmpty() && Substitution.word(attribute).isEmpty()) {
        tell(at, "what is in its braces is not a number");
        ended = true;
        return;
      }
      endLiteral();
      parts.add(new Part(null, found, attribute));
    }

    private void endLiteral() {
      if (literal.length() > 0 || parts.isEmpty()) {
        parts.add(new Part(literal.toString(), null, ""));
        literal.setLength(0);
      }
    }

    private void tell(int where, String reason) {
      if (flaw == null) {
        flaw = new Flaw(where, reason);
      }
    }
  }
}
