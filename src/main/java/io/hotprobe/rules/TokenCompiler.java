package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Checks the tokens of a line and compiles them into its draft. Source: {@code parse_token} of systemd 257 and its answers. */
final class TokenCompiler {

  private static final Set<String> PROTECTED =
      Set.of(
          "ACTION", "DEVLINKS", "DEVNAME", "DEVPATH", "DEVTYPE", "DRIVER", "IFINDEX", "MAJOR", "MINOR", "SEQNUM", "SUBSYSTEM",
          "TAGS");

  private static final Set<String> CONSTANTS = Set.of("arch", "virt");

  /** Keys whose attribute may hold substitutions. */
  private static final Set<Key> SUBSTITUTED = EnumSet.of(Key.ATTR, Key.ATTRS, Key.SYSCTL);

  /** Keys that try something and compare nothing. */
  private static final Set<Key> ATTEMPTS = EnumSet.of(Key.TEST, Key.PROGRAM, Key.IMPORT);

  /** Keys whose value is looked at before the operator, and those where it is looked at after it. */
  private static final Set<Key> CHECKED_FIRST = EnumSet.of(Key.TEST, Key.PROGRAM, Key.IMPORT, Key.SECLABEL);
  private static final Set<Key> CHECKED_LATER = EnumSet.of(Key.SYMLINK, Key.TAG, Key.ATTR, Key.SYSCTL, Key.RUN);

  /** Keys whose value must not be empty. */
  private static final Set<Key> FILLED = EnumSet.of(Key.TEST, Key.PROGRAM, Key.IMPORT, Key.TAG, Key.RUN, Key.MODE, Key.SECLABEL);

  private final LineFindings findings;
  private final LineDraft draft;
  private final Host host;
  private final OptionCompiler options;

  TokenCompiler(LineFindings findings, LineDraft draft, Host host) {
    this.findings = findings;
    this.draft = draft;
    this.host = host;
    this.options = new OptionCompiler(findings, draft, host);
  }

  /** Adds a token to the line; false when the line is lost. The order of the checks is udev's: the first that fails is told. */
  boolean add(WrittenToken written) {
    if (written.ignoreCase() && !written.operator().isMatch()) {
      String key = FileFindings.plain(written.key());
      return findings.lost(Kind.PREFIX, "invalid prefix i for '" + key + "', it goes with == and != only");
    }
    Key key = Key.of(written.key());
    if (key == null) {
      return findings.lost(Kind.KEY, "invalid key '" + FileFindings.plain(written.key()) + "'");
    }
    return fitsAttribute(key, written) && fitsOperator(key, written) && compile(key, written);
  }

  private boolean fitsAttribute(Key key, WrittenToken written) {
    String attribute = written.attribute();
    boolean unknown = key == Key.CONST && !CONSTANTS.contains(written.attributeOrEmpty());
    if (unknown || !key.takesAttribute(attribute)) {
      return findings.lost(Kind.ATTRIBUTE, "invalid attribute for " + key);
    }
    if (key == Key.TEST && !written.attributeOrEmpty().isEmpty() && Numbers.mode(attribute).isEmpty()) {
      return findings.lost(Kind.VALUE, "mode " + FileFindings.quoted(attribute) + " is no octal number up to 7777");
    }
    if (SUBSTITUTED.contains(key)) {
      checkSubstitutions("attribute", attribute, written.key());
    }
    return true;
  }

  private boolean fitsOperator(Key key, WrittenToken written) {
    Operator operator = written.operator();
    if (CHECKED_FIRST.contains(key)) {
      checkValue(key, written);
    }
    if (!key.takes(operator) && !key.assumesSet(operator)) {
      return findings.lost(Kind.OPERATOR, "invalid operator for " + key + ", it takes " + key.operators());
    }
    if (written.ignoreCase() && ATTEMPTS.contains(key)) {
      return findings.lost(Kind.PREFIX, "invalid prefix i for " + key);
    }
    if (key.assumesSet(operator)) {
      findings.tell(Kind.ASSUMED_SET, key + " takes " + key.operators() + ", assuming = for " + operator.text());
    }
    if (!operator.isMatch() && CHECKED_LATER.contains(key)) {
      checkValue(key, written);
    }
    return true;
  }

  private boolean compile(Key key, WrittenToken written) {
    boolean match = written.operator().isMatch();
    return switch (key) {
      case ACTION -> match(TokenKind.MATCH_ACTION, written);
      case DEVPATH -> match(TokenKind.MATCH_DEVPATH, written);
      case KERNEL -> match(TokenKind.MATCH_KERNEL, written);
      case DRIVER -> match(TokenKind.MATCH_DRIVER, written);
      case KERNELS -> match(TokenKind.MATCH_KERNELS, written);
      case DRIVERS -> match(TokenKind.MATCH_DRIVERS, written);
      case TAGS -> match(TokenKind.MATCH_TAGS, written);
      case RESULT -> match(TokenKind.MATCH_RESULT, written);
      case SUBSYSTEM -> subsystem(written);
      case SUBSYSTEMS -> match(TokenKind.MATCH_SUBSYSTEMS, written);
      case CONST -> match(TokenKind.MATCH_CONST, written);
      case ATTRS -> parentAttribute(written);
      case TEST -> attempt(TokenKind.TEST, written.attributeOrEmpty(), written);
      case PROGRAM -> attempt(TokenKind.PROGRAM, "", written);
      case IMPORT -> importing(written);
      case SYMLINK -> match ? match(TokenKind.MATCH_SYMLINK, written) : assignment(TokenKind.SET_SYMLINK, written);
      case NAME -> match ? match(TokenKind.MATCH_NAME, written) : name(written);
      case ENV -> match ? match(TokenKind.MATCH_ENV, written) : property(written);
      case TAG -> match ? match(TokenKind.MATCH_TAG, written) : assignment(TokenKind.SET_TAG, written);
      case ATTR -> match ? match(TokenKind.MATCH_ATTR, written) : assignment(TokenKind.SET_ATTR, written);
      case SYSCTL -> match ? match(TokenKind.MATCH_SYSCTL, written) : assignment(TokenKind.SET_SYSCTL, written);
      case OPTIONS -> options.add(written);
      case OWNER -> account(TokenKind.SET_OWNER, written);
      case GROUP -> account(TokenKind.SET_GROUP, written);
      case MODE -> mode(written);
      case SECLABEL -> assignment(TokenKind.SET_SECLABEL, written);
      case RUN -> run(written);
      case GOTO -> goTo(written);
      case LABEL -> label(written);
    };
  }

  private boolean match(TokenKind kind, WrittenToken written) {
    Template attribute = Template.of(written.attributeOrEmpty());
    Pattern pattern = Pattern.of(written.value(), written.ignoreCase());
    draft.add(new Token.Match(kind, attribute, written.operator() == Operator.EQUAL, pattern, written.text()));
    return true;
  }

  private boolean subsystem(WrittenToken written) {
    if (written.value().equals("bus") || written.value().equals("class")) {
      findings.tell(Kind.OLD_WORD, FileFindings.quoted(written.value()) + " is called \"subsystem\" now");
    }
    return match(TokenKind.MATCH_SUBSYSTEM, written);
  }

  private boolean parentAttribute(WrittenToken written) {
    if (written.attribute().startsWith("device/")) {
      findings.tell(Kind.OLD_PATH, "the link 'device' may not be there in later kernels");
    }
    if (written.attribute().contains("../")) {
      findings.tell(Kind.OLD_PATH, "a path to a parent's directory may break with later kernels");
    }
    return match(TokenKind.MATCH_ATTRS, written);
  }

  private void checkValue(Key key, WrittenToken written) {
    if (written.value().isEmpty() && FILLED.contains(key)) {
      findings.tell(Kind.VALUE, invalid("value", "", written.key(), "it is empty"));
    }
    checkSubstitutions("value", written.value(), written.key());
  }

  private void checkSubstitutions(String what, String text, String key) {
    Template.of(text).flaw().ifPresent(flaw -> {
      String problem = "char " + (flaw.at() + 1) + ": " + flaw.reason();
      findings.tell(Kind.SUBSTITUTION, invalid(what, text, key, problem));
    });
  }

  private static String invalid(String what, String text, String key, String problem) {
    return "invalid " + what + " " + FileFindings.quoted(text) + " for " + key + " (" + problem + ")";
  }

  private boolean importing(WrittenToken written) {
    return switch (written.attribute()) {
      case "file" -> attempt(TokenKind.IMPORT_FILE, "", written);
      case "db" -> attempt(TokenKind.IMPORT_DB, "", written);
      case "cmdline" -> attempt(TokenKind.IMPORT_CMDLINE, "", written);
      case "parent" -> attempt(TokenKind.IMPORT_PARENT, "", written);
      case "program" -> {
        Optional<String> builtin = BuiltinNames.of(written.value());
        yield attempt(builtin.isPresent() ? TokenKind.IMPORT_BUILTIN : TokenKind.IMPORT_PROGRAM, builtin.orElse(""), written);
      }
      case "builtin" -> {
        Optional<String> builtin = BuiltinNames.of(written.value());
        yield builtin.isPresent() ? attempt(TokenKind.IMPORT_BUILTIN, builtin.get(), written) : unknownBuiltin(written);
      }
      default -> findings.lost(Kind.ATTRIBUTE, "invalid attribute for IMPORT");
    };
  }

  private boolean unknownBuiltin(WrittenToken written) {
    return findings.lost(Kind.VALUE, "unknown builtin " + FileFindings.quoted(written.value()));
  }

  private boolean attempt(TokenKind kind, String detail, WrittenToken written) {
    boolean equal = written.operator() != Operator.NOT_EQUAL;
    draft.add(new Token.Attempt(kind, detail, equal, Template.of(written.value()), written.text()));
    return true;
  }

  private boolean assignment(TokenKind kind, WrittenToken written) {
    Template attribute = Template.of(written.attributeOrEmpty());
    draft.add(new Token.Assignment(kind, attribute, operation(written), Template.of(written.value()), written.text()));
    return true;
  }

  private static Operation operation(WrittenToken written) {
    return Key.of(written.key()).assumesSet(written.operator()) ? Operation.SET : written.operator().operation();
  }

  private boolean name(WrittenToken written) {
    if (written.value().equals("%k")) {
      return findings.lost(Kind.VALUE, "NAME=\"%k\" has no effect, ignoring the line");
    }
    if (written.value().isEmpty()) {
      return findings.lost(Kind.VALUE, "NAME=\"\" would delete an interface, ignoring the line");
    }
    checkValue(Key.NAME, written);
    return assignment(TokenKind.SET_NAME, written);
  }

  private boolean property(WrittenToken written) {
    if (PROTECTED.contains(written.attribute())) {
      return findings.lost(Kind.PROTECTED, "the property " + written.attribute() + " is the kernel's and cannot be set");
    }
    checkValue(Key.ENV, written);
    return assignment(TokenKind.SET_ENV, written);
  }

  private boolean account(TokenKind kind, WrittenToken written) {
    String value = written.value();
    OptionalInt number = Numbers.id(value);
    if (number.isEmpty() && (!Template.of(value).isLiteral() || value.startsWith("["))) {
      checkValue(Key.of(written.key()), written);
      return assignment(kind, written);
    }
    int id = number.isPresent() ? number.getAsInt() : named(kind, value);
    draft.add(new Token.Account(kind, operation(written), id, written.text()));
    return true;
  }

  private int named(TokenKind kind, String name) {
    boolean owner = kind == TokenKind.SET_OWNER;
    OptionalInt id = owner ? host.accounts().user(name) : host.accounts().group(name);
    if (id.isEmpty()) {
      String unknown = "unknown " + (owner ? "user" : "group") + " '" + FileFindings.plain(name) + "'";
      findings.tell(Kind.ACCOUNT, unknown + lookedIn(owner) + ", so no " + (owner ? "owner" : "group") + " is assigned");
    }
    return id.orElse(Token.Account.NOBODY);
  }

  /** Told where it is another machine's. */
  private String lookedIn(boolean owner) {
    String name = owner ? "passwd" : "group";
    return host.accounts().files().stream()
        .filter(file -> file.endsWith(name) && !file.equals(Path.of("/etc").resolve(name)))
        .findFirst()
        .map(file -> " in " + FileFindings.plain(file))
        .orElse("");
  }

  private boolean mode(WrittenToken written) {
    OptionalInt mode = Numbers.mode(written.value());
    if (mode.isEmpty()) {
      checkValue(Key.MODE, written);
      return assignment(TokenKind.SET_MODE, written);
    }
    draft.add(new Token.Mode(TokenKind.SET_MODE, operation(written), mode.getAsInt(), written.text()));
    return true;
  }

  private boolean run(WrittenToken written) {
    String type = written.attribute() == null ? "program" : written.attribute();
    if (type.equals("program")) {
      return assignment(TokenKind.RUN_PROGRAM, written);
    }
    if (!type.equals("builtin")) {
      return findings.lost(Kind.ATTRIBUTE, "invalid attribute for RUN");
    }
    return BuiltinNames.of(written.value()).isPresent() ? assignment(TokenKind.RUN_BUILTIN, written) : unknownBuiltin(written);
  }

  private boolean goTo(WrittenToken written) {
    if (draft.goTo() == null) {
      draft.goTo(written.value());
    } else {
      findings.tell(Kind.REPEATED, "more than one GOTO, ignoring GOTO=" + FileFindings.quoted(written.value()));
    }
    return true;
  }

  private boolean label(WrittenToken written) {
    if (draft.label() != null) {
      findings.tell(Kind.REPEATED, "more than one LABEL, ignoring LABEL=" + FileFindings.quoted(draft.label()));
    }
    draft.label(written.value());
    return true;
  }
}
