package io.hotprobe.modalias;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/** Makes patterns, normalised, of which it knows what they mean without reading them; and texts that they may match. */
final class PatternGenerator {

  private static final String[] BEGINNINGS = {"", "", "usb:v", "usb:v1D6B", "pci:v00008086d", "of:N", "acpi", "a", "dmi*:"};
  private static final String LETTERS = "abcdABD0129_:./";
  private static final String QUOTED = "*?[]\\a";

  private final SplittableRandom random;

  /** One part of a pattern; {@code takes} is null for a star, which takes any run of bytes. */
  record Element(String source, IntPredicate takes) {}

  PatternGenerator(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A pattern; each literal element is one byte. */
  List<Element> pattern() {
    List<Element> elements = new ArrayList<>();
    BEGINNINGS[below(BEGINNINGS.length)].chars().forEach(c -> elements.add(c == '*' ? star() : literal((char) c)));
    for (int i = below(7); i > 0; i--) {
      switch (below(8)) {
        case 0, 1 -> elements.add(star());
        case 2 -> elements.add(new Element("?", c -> true));
        case 3 -> elements.add(set());
        case 4 -> elements.add(quoted());
        default -> {
          for (int run = below(8); run >= 0; run--) {
            elements.add(literal(letter()));
          }
        }
      }
    }
    return elements;
  }

  private char letter() {
    return LETTERS.charAt(below(LETTERS.length()));
  }

  private static Element star() {
    return new Element("*", null);
  }

  private static Element literal(char c) {
    return new Element(String.valueOf(c), taken -> taken == c);
  }

  private Element quoted() {
    char c = QUOTED.charAt(below(2) == 0 ? below(QUOTED.length()) : 0);
    boolean isBracket = c == '[' || c == ']';
    return isBracket ? literal('x') : new Element("\\" + c, taken -> taken == c);
  }

  private Element set() {
    StringBuilder source = new StringBuilder("[");
    boolean negated = below(4) == 0;
    IntPredicate takes = c -> false;
    source.append(negated ? (below(2) == 0 ? "!" : "^") : "");
    for (int i = below(3); i >= 0; i--) {
      char low = letter();
      char high = letter();
      switch (below(4)) {
        case 0 -> {
          source.append(low).append('-').append(high);
          takes = takes.or(c -> low <= c && c <= high);
        }
        case 1 -> {
          source.append("[:digit:]");
          takes = takes.or(c -> c >= '0' && c <= '9');
        }
        default -> {
          source.append(low == ':' || low == '.' ? 'a' : low);
          takes = takes.or(c -> c == (low == ':' || low == '.' ? 'a' : low));
        }
      }
    }
    return new Element(source.append(']').toString(), negated ? takes.negate() : takes);
  }

  static String source(List<Element> elements) {
    StringBuilder source = new StringBuilder();
    elements.forEach(element -> source.append(element.source()));
    return source.toString();
  }

  /** What elements from {@code i} on take: the plainest possible reading of the rules. */
  static boolean matches(List<Element> elements, int i, String text, int at) {
    if (i == elements.size()) {
      return at == text.length();
    }
    if (elements.get(i).takes() == null) {
      return matches(elements, i + 1, text, at) || at < text.length() && matches(elements, i, text, at + 1);
    }
    return at < text.length() && elements.get(i).takes().test(text.charAt(at)) && matches(elements, i + 1, text, at + 1);
  }

  /** A text the pattern takes, in most cases with a byte changed, lost or added. */
  String textFor(List<Element> elements) {
    StringBuilder text = new StringBuilder();
    for (Element element : elements) {
      if (element.takes() == null) {
        for (int i = below(4); i > 0; i--) {
          text.append(letter());
        }
        continue;
      }
      char c = letter();
      for (int tries = 0; tries < 30 && !element.takes().test(c); tries++) {
        c = tries < 20 ? letter() : QUOTED.charAt(tries % QUOTED.length());
      }
      text.append(element.takes().test(c) || element.source().length() > 1 ? c : element.source().charAt(0));
    }
    if (text.length() > 0 && below(2) == 0) {
      int at = below(text.length());
      switch (below(3)) {
        case 0 -> text.setCharAt(at, letter());
        case 1 -> text.deleteCharAt(at);
        default -> text.insert(at, letter());
      }
    }
    return text.toString();
  }
}
