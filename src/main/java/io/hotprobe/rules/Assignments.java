package io.hotprobe.rules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Carries out what lines assign to one event. Confined to one thread. */
final class Assignments {

  private static final String TOO_LONG = "it is longer than may be";
  private static final String FROZEN = "a line before has set it for good";
  static final String NO_NODE = "the device has no node";
  private static final String TOO_MANY = "there are too many";

  private final Event event;
  private final Outside outside;
  private final LinkAssignment links;

  Assignments(Event event, Outside outside) {
    this.event = event;
    this.outside = outside;
    this.links = new LinkAssignment(event);
  }

  /**
   * What came of one.
   *
   * @param value after substitution
   * @param refusal why it was not done, one clause; null when it was
   */
  record Outcome(String value, String refusal) {}

  Outcome of(Token token, RuleLine line) {
    boolean needsNode = token.kind() == TokenKind.SET_OWNER || token.kind() == TokenKind.SET_GROUP || token.kind() == TokenKind.SET_MODE;
    if (needsNode && !event.hasNode()) {
      return new Outcome(token.written(), NO_NODE);
    }
    if (token instanceof Token.Assignment assignment) {
      return assign(assignment, line);
    }
    if (token instanceof Token.Account account) {
      String refusal = isFrozen(account.kind(), account.operation()) ? FROZEN : null;
      if (refusal == null) {
        account(account.kind(), account.id());
      }
      return new Outcome(account.id() == Token.Account.NOBODY ? "nobody" : Integer.toUnsignedString(account.id()), refusal);
    }
    if (token instanceof Token.Mode mode) {
      String refusal = isFrozen(mode.kind(), mode.operation()) ? FROZEN : null;
      if (refusal == null) {
        event.mode(mode.mode());
      }
      return new Outcome(String.format("%04o", mode.mode()), refusal);
    }
    return option((Token.Option) token);
  }

  private Outcome option(Token.Option option) {
    String refusal = null;
    switch (option.kind()) {
      case OPTION_STRING_ESCAPE -> event.escape(option.value().equals("none") ? Event.Escape.NONE : Event.Escape.REPLACE);
      case OPTION_DB_PERSIST -> event.persist();
      case OPTION_LINK_PRIORITY -> event.linkPriority(Integer.parseInt(option.value()));
      case OPTION_WATCH -> {
        refusal = isFrozen(option.kind(), option.operation()) ? FROZEN : null;
        if (refusal == null) {
          event.watch(option.value().equals("true"));
        }
      }
      default -> { }
    }
    return new Outcome(option.value(), refusal);
  }

  private Outcome assign(Token.Assignment token, RuleLine line) {
    return switch (token.kind()) {
      case SET_ENV -> property(token);
      case SET_SYMLINK -> isFrozen(token.kind(), token.operation()) ? refused(token, FROZEN) : links.of(token);
      case SET_ATTR -> attribute(token);
      case SET_SYSCTL -> parameter(token);
      case RUN_BUILTIN, RUN_PROGRAM -> isFrozen(TokenKind.RUN_PROGRAM, token.operation()) ? refused(token, FROZEN) : run(token, line);
      case SET_NAME -> event.isInterface() ? unlessFrozen(token) : refused(token, "only network interfaces have a name to be set");
      case SET_OWNER, SET_GROUP, SET_MODE, SET_TAG, SET_SECLABEL -> unlessFrozen(token);
      default -> throw new IllegalStateException(token.written());
    };
  }

  /** Whether it changes nothing any more; {@code :=} sees to that. */
  private boolean isFrozen(TokenKind kind, Operation operation) {
    if (event.frozen().contains(kind)) {
      return true;
    }
    if (operation == Operation.FREEZE) {
      event.frozen().add(kind);
    }
    return false;
  }

  private Outcome unlessFrozen(Token.Assignment token) {
    if (isFrozen(token.kind(), token.operation())) {
      return refused(token, FROZEN);
    }
    String value = token.value().expand(event, Template.Blanks.KEPT, limit(token.kind()));
    if (value == null) {
      return refused(token, TOO_LONG);
    }
    return switch (token.kind()) {
      case SET_NAME -> name(value);
      case SET_MODE -> mode(value);
      case SET_TAG -> new Outcome(value, tag(token.operation(), value));
      case SET_SECLABEL -> new Outcome(value, label(token, value));
      default -> account(token, value);
    };
  }

  private static int limit(TokenKind kind) {
    return switch (kind) {
      case SET_OWNER, SET_GROUP, SET_MODE -> Limits.VALUE;
      case SET_SECLABEL -> Limits.COMMAND;
      default -> Limits.PATH;
    };
  }

  private static Outcome refused(Token.Assignment token, String refusal) {
    return new Outcome(token.value().written(), refusal);
  }

  /** What is added to is joined by a blank, even if there is nothing to add after substitution. */
  private Outcome property(Token.Assignment token) {
    String name = token.attribute().written();
    if (token.value().written().isEmpty()) {
      if (token.operation() != Operation.ADD) {
        event.set(name, "");
      }
      return new Outcome("", null);
    }
    String before = token.operation() == Operation.ADD ? event.property(name) : null;
    String kept = before == null ? "" : before + " ";
    String value = token.value().expand(event, Template.Blanks.KEPT, Limits.VALUE - kept.length());
    if (value == null) {
      return refused(token, TOO_LONG);
    }
    String whole = kept + (event.escape() == Event.Escape.REPLACE ? SafeText.of(value, "") : value);
    return new Outcome(whole, event.set(name, whole) ? null : TOO_MANY);
  }

  private Outcome name(String value) {
    String name = event.escape() == Event.Escape.NONE ? value : InterfaceName.fit(value);
    event.interfaceName(name);
    return new Outcome(name, null);
  }

  private Outcome mode(String value) {
    OptionalInt mode = Numbers.mode(value);
    mode.ifPresent(event::mode);
    return new Outcome(value, mode.isPresent() ? null : "it is no octal number up to 7777");
  }

  private Outcome account(Token.Assignment token, String value) {
    boolean owner = token.kind() == TokenKind.SET_OWNER;
    OptionalInt number = Numbers.id(value);
    Host.Accounts accounts = event.host().accounts();
    OptionalInt id = number.isPresent() ? number : owner ? accounts.user(value) : accounts.group(value);
    if (id.isEmpty()) {
      return new Outcome(value, owner ? "there is no such user" : "there is no such group");
    }
    account(token.kind(), id.getAsInt());
    return new Outcome(value, null);
  }

  private void account(TokenKind kind, int id) {
    if (kind == TokenKind.SET_OWNER) {
      event.owner(id);
    } else {
      event.group(id);
    }
  }

  private String tag(Operation operation, String tag) {
    if (operation == Operation.SET) {
      event.tags().clear();
      event.currentTags().clear();
    }
    if (!tag.matches("[0-9A-Za-z_-]+")) {
      return "a tag is made of letters, digits, '-' and '_'";
    }
    if (operation == Operation.REMOVE) {
      event.currentTags().remove(tag);
      return null;
    }
    if (event.tags().size() >= Limits.ENTRIES && !event.tags().contains(tag)) {
      return TOO_MANY;
    }
    event.tags().add(tag);
    event.currentTags().add(tag);
    return null;
  }

  private String label(Token.Assignment token, String label) {
    if (token.operation() == Operation.SET) {
      event.labels().clear();
    }
    if (event.labels().size() >= Limits.ENTRIES) {
      return TOO_MANY;
    }
    event.labels().put(token.attribute().written(), label);
    return null;
  }

  private Outcome attribute(Token.Assignment token) {
    String name = token.attribute().written();
    String value = token.value().expand(event, Template.Blanks.KEPT, Limits.VALUE);
    Path file = Places.of(name.startsWith("/") ? name.substring(1) : name, event.device());
    if (file == null) {
      return refused(token, "there is no such attribute");
    }
    return value == null ? refused(token, TOO_LONG) : write(file, value);
  }

  private Outcome parameter(Token.Assignment token) {
    String name = token.attribute().expand(event, Template.Blanks.KEPT, Limits.PATH);
    String value = token.value().expand(event, Template.Blanks.KEPT, Limits.VALUE);
    if (name == null || value == null) {
      return refused(token, TOO_LONG);
    }
    Path file = SystemParameter.place(name, event.host());
    return file == null ? refused(token, "there is no such kernel parameter") : write(file, value);
  }

  private Outcome write(Path file, String value) {
    try {
      outside.write(file, value);
      return new Outcome(value, null);
    } catch (IOException refused) {
      return new Outcome(value, refused.getMessage());
    }
  }

  private Outcome run(Token.Assignment token, RuleLine line) {
    if (token.operation() != Operation.ADD) {
      event.run().clear();
    }
    String command = token.value().expandCommand(event);
    if (command == null) {
      return refused(token, TOO_LONG);
    }
    if (event.run().size() >= Limits.ENTRIES) {
      return refused(token, TOO_MANY);
    }
    RunCommand.Type type = token.kind() == TokenKind.RUN_BUILTIN ? RunCommand.Type.BUILTIN : RunCommand.Type.PROGRAM;
    event.run().add(new RunCommand(type, command, line.at(), line.sandbox()));
    return new Outcome(command, null);
  }
}
