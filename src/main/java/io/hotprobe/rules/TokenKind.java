package io.hotprobe.rules;

/**
 * What a token of a rule is about. The order here is the order in which a line's tokens are evaluated, whatever order they are written
 * in; tokens of one kind keep theirs, but for {@link Token.Account} and {@link Token.Mode}, which come behind the others of their
 * kind. Source: {@code src/udev/udev-rules.c} of systemd 257, {@code UdevRuleTokenType}.
 */
public enum TokenKind {
  MATCH_ACTION("ACTION"),
  MATCH_DEVPATH("DEVPATH"),
  MATCH_KERNEL("KERNEL"),
  MATCH_SYMLINK("SYMLINK"),
  MATCH_NAME("NAME"),
  MATCH_ENV("ENV"),
  MATCH_CONST("CONST"),
  MATCH_TAG("TAG"),
  MATCH_SUBSYSTEM("SUBSYSTEM"),
  MATCH_DRIVER("DRIVER"),
  MATCH_ATTR("ATTR"),
  MATCH_SYSCTL("SYSCTL"),
  MATCH_KERNELS("KERNELS"),
  MATCH_SUBSYSTEMS("SUBSYSTEMS"),
  MATCH_DRIVERS("DRIVERS"),
  MATCH_ATTRS("ATTRS"),
  MATCH_TAGS("TAGS"),
  TEST("TEST"),
  /** hotprobe's own; told before the programs that it confines. The line carries it out. */
  OPTION_SANDBOX("OPTIONS"),
  PROGRAM("PROGRAM"),
  IMPORT_FILE("IMPORT"),
  IMPORT_PROGRAM("IMPORT"),
  IMPORT_BUILTIN("IMPORT"),
  IMPORT_DB("IMPORT"),
  IMPORT_CMDLINE("IMPORT"),
  IMPORT_PARENT("IMPORT"),
  MATCH_RESULT("RESULT"),
  OPTION_STRING_ESCAPE("OPTIONS"),
  OPTION_DB_PERSIST("OPTIONS"),
  OPTION_WATCH("OPTIONS"),
  OPTION_LINK_PRIORITY("OPTIONS"),
  OPTION_LOG_LEVEL("OPTIONS"),
  OPTION_DUMP("OPTIONS"),
  SET_OWNER("OWNER"),
  SET_GROUP("GROUP"),
  SET_MODE("MODE"),
  SET_TAG("TAG"),
  OPTION_STATIC_NODE("OPTIONS"),
  SET_SECLABEL("SECLABEL"),
  SET_ENV("ENV"),
  SET_NAME("NAME"),
  SET_SYMLINK("SYMLINK"),
  SET_ATTR("ATTR"),
  SET_SYSCTL("SYSCTL"),
  RUN_BUILTIN("RUN"),
  RUN_PROGRAM("RUN");

  private final String key;

  TokenKind(String key) {
    this.key = key;
  }

  /** The key as it is written. */
  public String key() {
    return key;
  }

  /** Whether it is one of those that must all hold on one device of the chain of parents. */
  public boolean isParentMatch() {
    return ordinal() >= MATCH_KERNELS.ordinal() && ordinal() <= MATCH_TAGS.ordinal();
  }
}
