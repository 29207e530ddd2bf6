package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles the text of one rule file. Any text gives a file; what is wrong in it is told and left out. */
final class FileCompiler {

  private final Host host;
  private final FileFindings findings;
  private final List<LineDraft> drafts = new ArrayList<>();
  private final Map<Integer, String> missingLabels = new HashMap<>();

  private FileCompiler(Host host, FileFindings findings) {
    this.host = host;
    this.findings = findings;
  }

  /**
   * Compiles a text.
   *
   * @param text one char a byte
   */
  static RuleFile compile(String text, Host host, FileFindings findings) {
    FileCompiler compiler = new FileCompiler(host, findings);
    Optional<List<LogicalLine>> lines = LogicalLines.of(text, findings);
    lines.ifPresent(all -> all.forEach(compiler::line));
    return compiler.linked();
  }

  private void line(LogicalLine line) {
    LineFindings lineFindings = new LineFindings(findings, line.last());
    LineDraft draft = new LineDraft(findings.at(line.last()), line.text());
    if (!tokens(line.text(), new TokenCompiler(lineFindings, draft, host), lineFindings)) {
      return;
    }
    if (!draft.hasEffect()) {
      lineFindings.tell(Kind.NO_EFFECT, "the line has no effect, ignoring it");
      return;
    }
    if (draft.asksResultBeforeProgram()) {
      lineFindings.tell(Kind.REORDERED, "RESULT is looked at after PROGRAM, though it is written before");
    }
    drafts.add(draft);
  }

  /** Whether all of the line could be compiled. */
  private static boolean tokens(String line, TokenCompiler compiler, LineFindings findings) {
    Lexer.Lexed lexed = Lexer.lex(line);
    int from = 0;
    for (WrittenToken token : lexed.tokens()) {
      Delimiters.check(line, from, findings);
      if (!compiler.add(token)) {
        return false;
      }
      from = token.end();
    }
    Delimiters.check(line, from, findings);
    return lexed.brokenAt() < 0
        || findings.lost(Kind.SYNTAX, "invalid key/value pair at character " + (lexed.brokenAt() + 1) + ", ignoring the line");
  }

  private RuleFile linked() {
    List<LineDraft> kept = withTargets();
    Map<String, Integer> below = new HashMap<>();
    RuleLine[] lines = new RuleLine[kept.size()];
    for (int i = lines.length - 1; i >= 0; i--) {
      LineDraft draft = kept.get(i);
      if (draft.goTo() != null) {
        draft.jump(below.get(draft.goTo()));
      }
      if (draft.label() != null) {
        below.put(draft.label(), i);
      }
      lines[i] = draft.finish();
    }
    return new RuleFile(findings.file(), List.of(lines), missingLabels);
  }

  /** The lines without those that have nothing left but a GOTO whose label stands nowhere below. */
  private List<LineDraft> withTargets() {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < drafts.size(); i++) {
      last.put(drafts.get(i).label(), i);
    }
    List<LineDraft> kept = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      LineDraft draft = drafts.get(i);
      if (draft.goTo() == null || last.getOrDefault(draft.goTo(), -1) > i || worksWithoutTarget(draft)) {
        kept.add(draft);
      }
    }
    return kept;
  }

  private boolean worksWithoutTarget(LineDraft draft) {
    LineFindings lineFindings = new LineFindings(findings, draft.at().line());
    lineFindings.tell(Kind.NO_LABEL, "no LABEL=" + FileFindings.quoted(draft.goTo()) + " below it, ignoring the GOTO");
    missingLabels.put(draft.at().line(), draft.goTo());
    draft.goTo(null);
    if (draft.hasTokensOfEffect()) {
      return true;
    }
    lineFindings.tell(Kind.NO_EFFECT, "the line has no effect any more");
    return draft.label() != null;
  }
}
