package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;

/** Looks at a line for removals for what asks for the device's directory in sysfs, which is gone: what is missing fails == and !=. */
final class Removal {

  private Removal() {}

  static void check(RuleLine line, LineFindings findings) {
    for (Token token : line.tokens()) {
      String written = FileFindings.plain(token.written());
      if (token instanceof Token.Match match && !isElsewhere(match.attribute())) {
        if (match.kind() == TokenKind.MATCH_ATTR) {
          findings.tell(
              Kind.GONE_ON_REMOVE, written + " never holds on remove: sysfs no longer has the device; ask for a property, as ENV{PRODUCT}");
        } else if (match.kind() == TokenKind.MATCH_ATTRS) {
          findings.tell(
              Kind.GONE_ON_REMOVE,
              written + " holds on remove only of a device above it that stays: its own attributes are gone; ask for a property");
        }
      } else if (token instanceof Token.Attempt test && test.kind() == TokenKind.TEST && test.equal() && isOfDevice(test.value())) {
        findings.tell(Kind.GONE_ON_REMOVE, written + " never holds on remove: sysfs no longer has the device");
      }
    }
  }

  /** {@code [net/eth0]address} is another device's. */
  private static boolean isElsewhere(Template attribute) {
    return attribute.written().startsWith("[");
  }

  private static boolean isOfDevice(Template path) {
    return path.isLiteral() && !path.written().startsWith("/") && !isElsewhere(path);
  }
}
