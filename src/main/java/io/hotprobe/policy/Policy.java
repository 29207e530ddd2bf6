package io.hotprobe.policy;

import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What may be loaded, as the files of one moment have it. Immutable; safe for any thread. */
public final class Policy {

  /** How long after the first pass over sysfs devices still count as there at boot, unless a policy says otherwise. */
  public static final Duration BOOT_GRACE = Duration.ofSeconds(5);

  /** Everything may be loaded, and nothing is told. */
  public static final Policy NONE = new PolicyDraft().policy();

  private final PolicyDraft draft;
  private final LineIndex index;
  private final boolean asksPresence;

  /** @param draft complete */
  Policy(PolicyDraft draft) {
    this.draft = draft;
    this.index = new LineIndex(draft.lines());
    this.asksPresence =
        draft.lines().stream().anyMatch(PolicyLine::asksPresence)
            || draft.preferences().stream().anyMatch(Preference::asksPresence);
  }

  /** Whether it says nothing of anything. */
  public boolean isEmpty() {
    return draft.lines().isEmpty() && draft.defaults().isEmpty() && draft.preferences().isEmpty();
  }

  /** Whether some line asks what else is present, which reads sysfs. */
  public boolean asksPresence() {
    return asksPresence;
  }

  /** How long after the first pass over sysfs devices still count as there at boot. */
  public Duration bootGrace() {
    return draft.bootGrace();
  }

  /**
   * What is said of a module that claims a device or answers to a name: by the first line that holds, else by the first default that
   * does; empty when there is none.
   *
   * @param asked the modalias or name
   */
  public Optional<Verdict> ofClaim(ModuleName module, Modalias asked, DeviceFacts facts) {
    Question question = Question.of(module, asked, facts);
    PolicyLine line = index.first(question, false);
    if (line == null) {
      line = draft.defaults().stream().filter(each -> each.holds(question)).findFirst().orElse(null);
    }
    return verdict(line);
  }

  /**
   * What is said of a module that another needs or wants: by the first line that names it and holds; empty when there is none, and then
   * it goes with the other.
   */
  public Optional<Verdict> ofCompanion(ModuleName module, Modalias asked, DeviceFacts facts) {
    return verdict(index.first(Question.of(module, asked, facts), true));
  }

  private Optional<Verdict> verdict(PolicyLine line) {
    return line == null
        ? Optional.empty()
        : Optional.of(new Verdict(line.kind(), line.at(), line.text(), draft.isEnforced()));
  }

  /** The line by which one module goes before another for that device; empty when there is none. */
  public Optional<Preference> preference(ModuleName better, ModuleName worse, Modalias asked, DeviceFacts facts) {
    for (Preference preference : draft.preferences()) {
      if (preference.ranks(better, worse) && preference.holds(Question.of(worse, asked, facts))) {
        return Optional.of(preference);
      }
    }
    return Optional.empty();
  }

  /** Whether there are preferences. */
  public boolean prefers() {
    return !draft.preferences().isEmpty();
  }

  /** What is said by lines that ask for modules of which none of these is one: nothing. */
  public List<Diagnostic> idle(List<ModuleName> modules) {
    return draft.lines().stream().filter(line -> line.namesNoneOf(modules))
        .map(line -> new Diagnostic(
            line.at(),
            "no module of this release has a name as in '" + line.text() + "'",
            "write it as lsmod and modprobe do, if it is meant to be there"))
        .toList();
  }

  /** As shown to a person: how much there is of it. */
  public String summary() {
    if (isEmpty()) {
      return "no policy";
    }
    int lines = draft.lines().size() + draft.preferences().size() + draft.defaults().size();
    String shown = lines + (lines == 1 ? " line" : " lines") + " of policy";
    List<PolicyLine> defaults = draft.defaults();
    return shown + (defaults.isEmpty() ? "" : ", " + defaults.get(0).text()) + (draft.isEnforced() ? "" : ", warn-only");
  }
}
