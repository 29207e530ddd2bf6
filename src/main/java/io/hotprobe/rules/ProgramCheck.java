package io.hotprobe.rules;

import io.hotprobe.module.Trust;
import io.hotprobe.rules.Finding.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Looks whether the programs that a line names are there, where the path holds no substitution, and whether their command counts on
 * a shell, and whether somebody else than root could have written them. Absolute paths are looked for below the root that the directory
 * of programs is in.
 */
final class ProgramCheck implements LineCheck {

  private static final Set<TokenKind> COMMANDS = EnumSet.of(TokenKind.PROGRAM, TokenKind.IMPORT_PROGRAM, TokenKind.RUN_PROGRAM);
  private static final Set<String> OF_A_SHELL = Set.of("|", "||", "&", "&&", ";", ">", ">>", "<", "2>", "2>&1", "&>");

  private final Path programs;
  private final Path root;
  private final Trust trust;

  /** @param trust which programs are run */
  ProgramCheck(Host host, Trust trust) {
    this.trust = trust;
    this.programs = host.programs();
    this.root = root(host.programs());
  }

  private static Path root(Path programs) {
    for (Path usual : List.of(Path.of("usr/lib/udev"), Path.of("lib/udev"))) {
      if (programs.endsWith(usual)) {
        Path root = programs;
        for (int i = 0; i < usual.getNameCount(); i++) {
          root = root.getParent();
        }
        return root;
      }
    }
    return Path.of("/");
  }

  @Override
  public void check(RuleLine line, LineFindings findings) {
    for (Token token : line.tokens()) {
      if (COMMANDS.contains(token.kind())) {
        List<String> words = QuotedWords.of(Lexer.lex(token.written()).tokens().get(0).value());
        if (!words.isEmpty()) {
          program(token.kind(), words.get(0), findings);
          shell(token.kind(), words, findings);
        }
      }
    }
  }

  private void program(TokenKind kind, String name, LineFindings findings) {
    if (!Template.of(name).isLiteral() || name.indexOf('\0') >= 0) {
      return;
    }
    Path path = name.startsWith("/") ? root.resolve(name.substring(1)) : programs.resolve(name);
    String what = "the program " + FileFindings.plain(path) + " of " + kind.key();
    if (!Files.exists(path)) {
      findings.tell(Kind.MISSING_PROGRAM, what + " is not there");
    } else if (!Files.isExecutable(path) || Files.isDirectory(path)) {
      findings.tell(Kind.MISSING_PROGRAM, what + " cannot be executed");
    } else {
      trust.in(path.toAbsolutePath()).ifPresent(why ->
          findings.tell(Kind.UNTRUSTED_PROGRAM, what + " " + why.of(path) + ", so the daemon does not run it; " + why.remedy()));
    }
  }

  private static void shell(TokenKind kind, List<String> words, LineFindings findings) {
    words.stream()
        .skip(1)
        .filter(OF_A_SHELL::contains)
        .findFirst()
        .ifPresent(word -> findings.tell(
            Kind.SHELL, kind.key() + " runs without a shell: " + FileFindings.quoted(word) + " is an argument like any other"));
  }
}
