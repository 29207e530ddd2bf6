package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * A match token made ready: equal ones of a program are one object, so that each is decided once. Immutable.
 *
 * <p>As udev has it, {@code "?*"} is compiled to "not the empty text". That matters where there are several values, or none:
 * {@code TAG=="?*"} holds for a device without tags.
 */
final class Check implements Step {

  private static final Pattern EMPTY = Pattern.of("", false);
  private static final Pattern SUBSYSTEMS = Pattern.of("subsystem|class|bus", false);

  private final Token.Match token;
  private final int number;
  private final Course.Name property;
  private final ForeignName foreign;
  private final Pattern pattern;
  private final boolean equal;
  private final boolean notEmpty;

  /**
   * @param number counts the checks of a program
   * @param property the name of what ENV compares, null for others
   */
  Check(Token.Match token, int number, Course.Name property) {
    this.token = token;
    this.number = number;
    this.property = property;
    String written = token.pattern().written();
    this.notEmpty = written.equals("?*");
    this.pattern = notEmpty ? EMPTY : isAnySubsystem(token) ? SUBSYSTEMS : token.pattern();
    this.equal = token.equal() != notEmpty;
    this.foreign = isAttribute(token.kind()) ? ForeignName.of(token.attribute().written()) : null;
  }

  private static boolean isAnySubsystem(Token.Match token) {
    return switch (token.kind()) {
      case MATCH_SUBSYSTEM, MATCH_SUBSYSTEMS -> switch (token.pattern().written()) {
        case "subsystem", "class", "bus" -> true;
        default -> false;
      };
      default -> false;
    };
  }

  private static boolean isAttribute(TokenKind kind) {
    return kind == TokenKind.MATCH_ATTR || kind == TokenKind.MATCH_ATTRS;
  }

  @Override
  public Token.Match token() {
    return token;
  }

  /** Whether a token is this one or says the same. */
  boolean standsFor(Token other) {
    return other instanceof Token.Match match
        && match.kind() == token.kind()
        && match.equal() == token.equal()
        && match.attribute().equals(token.attribute())
        && match.pattern().equals(token.pattern());
  }

  int number() {
    return number;
  }

  /** What ENV compares; null for others. */
  Course.Name property() {
    return property;
  }

  /** Whether the answer holds for the whole event, or, for ENV, until the property changes. */
  boolean isLasting() {
    return switch (token.kind()) {
      case MATCH_ACTION, MATCH_DEVPATH, MATCH_KERNEL, MATCH_CONST, MATCH_SUBSYSTEM, MATCH_DRIVER -> true;
      case MATCH_ENV -> !property.isMadeUp();
      case MATCH_ATTR, MATCH_ATTRS -> foreign == null && token.attribute().isLiteral();
      case MATCH_KERNELS, MATCH_SUBSYSTEMS, MATCH_DRIVERS -> true;
      default -> false;
    };
  }

  /** Decides a match about the event and its device: all kinds but the parent ones. */
  boolean holds(Facts facts) {
    return switch (token.kind()) {
      case MATCH_SYMLINK -> holdsAmong(facts.links());
      case MATCH_TAG -> holdsAmong(facts.tags());
      case MATCH_ATTR -> holdsAttribute(facts, facts.device());
      case MATCH_SYSCTL -> {
        String value = parameter(facts);
        yield value != null && holds(value);
      }
      default -> holds(value(facts));
    };
  }

  /** Decides a parent match for one device. */
  boolean holds(Facts facts, Device candidate) {
    return switch (token.kind()) {
      case MATCH_TAGS -> holdsAmong(facts.tags(candidate));
      case MATCH_ATTRS -> holdsAttribute(facts, candidate);
      default -> holds(value(facts, candidate));
    };
  }

  private boolean holds(CharSequence value) {
    return pattern.matches(value) == equal;
  }

  private boolean holdsAmong(Collection<String> values) {
    for (String value : values) {
      if (pattern.matches(value)) {
        return equal;
      }
    }
    return !equal;
  }

  private boolean holdsAttribute(Facts facts, Device candidate) {
    String value = attribute(facts, candidate);
    return value != null && pattern.matchesTrimmed(notEmpty ? SafeText.withoutTrailingBlanks(value) : value) == equal;
  }

  /** The one value that a match of the event and its device compares. */
  private CharSequence value(Facts facts) {
    return switch (token.kind()) {
      case MATCH_ACTION -> facts.action();
      case MATCH_DEVPATH -> facts.devpath();
      case MATCH_KERNEL -> facts.kernel();
      case MATCH_SUBSYSTEM -> facts.subsystem();
      case MATCH_DRIVER -> facts.driver();
      case MATCH_NAME -> facts.interfaceName();
      case MATCH_RESULT -> facts.result();
      case MATCH_CONST -> facts.host().constants().getOrDefault(token.attribute().written(), "");
      case MATCH_ENV -> {
        CharSequence value = facts.property(property);
        yield value == null ? "" : value;
      }
      default -> throw new IllegalStateException(token.written());
    };
  }

  private CharSequence value(Facts facts, Device candidate) {
    return switch (token.kind()) {
      case MATCH_KERNELS -> facts.kernel(candidate);
      case MATCH_SUBSYSTEMS -> facts.subsystem(candidate);
      case MATCH_DRIVERS -> facts.driver(candidate);
      default -> throw new IllegalStateException(token.written());
    };
  }

  /** What is compared, as an explanation shows it; null when there is nothing to compare with. */
  String shown(Facts facts) {
    return switch (token.kind()) {
      case MATCH_SYMLINK -> String.join(" ", facts.links());
      case MATCH_TAG -> String.join(" ", facts.tags());
      case MATCH_ATTR -> attribute(facts, facts.device());
      case MATCH_SYSCTL -> parameter(facts);
      default -> value(facts).toString();
    };
  }

  /** As {@link #shown(Facts)}, for a parent match. */
  String shown(Facts facts, Device candidate) {
    return switch (token.kind()) {
      case MATCH_TAGS -> String.join(" ", facts.tags(candidate));
      case MATCH_ATTRS -> attribute(facts, candidate);
      default -> value(facts, candidate).toString();
    };
  }

  /** Null when it is not there, which fails {@code ==} and {@code !=}. */
  private String attribute(Facts facts, Device candidate) {
    String value;
    if (foreign != null) {
      value = foreign.read(facts.sysfs());
    } else {
      String name = token.attribute().expand(facts, Template.Blanks.KEPT, Limits.VALUE);
      value = name == null ? null : candidate.attribute(name);
    }
    return value == null || value.length() <= Limits.VALUE ? value : value.substring(0, Limits.VALUE);
  }

  /** Empty when there is none; null when the name is too long or it cannot be read. */
  private String parameter(Facts facts) {
    String name = token.attribute().expand(facts, Template.Blanks.KEPT, Limits.PATH);
    Path file = name == null ? null : SystemParameter.place(name, facts.host());
    if (file == null) {
      return null;
    }
    if (!Files.exists(file)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(Limits.PARAMETER), StandardCharsets.ISO_8859_1).strip();
    } catch (IOException unreadable) {
      return null;
    }
  }

  @Override
  public String toString() {
    return token.written();
  }
}
