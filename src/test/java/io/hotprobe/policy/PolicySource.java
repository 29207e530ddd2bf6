package io.hotprobe.policy;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import io.hotprobe.modalias.Modalias;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A policy of some lines, and what was wrong in them. */
public final class PolicySource {

  public static final Path FILE = Path.of("/etc/hotprobe/policy.d/t.policy");

  public final List<Diagnostic> wrong = new ArrayList<>();
  public final Policy policy;
  final PolicyDraft draft = new PolicyDraft();

  private PolicySource(String text) {
    new PolicyText(FILE, wrong::add).read(text, draft);
    policy = draft.policy();
  }

  static PolicySource text(String text) {
    return new PolicySource(text);
  }

  /** A policy in which nothing is wrong. */
  public static Policy lines(String... lines) {
    PolicySource source = text(String.join("\n", lines) + "\n");
    if (!source.wrong.isEmpty()) {
      throw new AssertionError(source.wrong.toString());
    }
    return source.policy;
  }

  /** What a line is told to be: {@code deny 2}; empty when none decides. */
  static String claim(Policy policy, String module, FakeDevice device) {
    return shown(policy.ofClaim(new ModuleName(module), Modalias.of(device.modalias()), device));
  }

  static String companion(Policy policy, String module, FakeDevice device) {
    return shown(policy.ofCompanion(new ModuleName(module), Modalias.of(device.modalias()), device));
  }

  private static String shown(Optional<Verdict> verdict) {
    return verdict.map(said -> said.kind().word() + " " + said.at().line()).orElse("");
  }
}
