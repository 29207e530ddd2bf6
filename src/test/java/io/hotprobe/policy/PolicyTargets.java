package io.hotprobe.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;

/** What is promised of any bytes that are taken for a policy. */
public final class PolicyTargets {

  private PolicyTargets() {}

  /** Every line is understood or told; a verdict names a line of the text that says so; the index finds what reading all lines finds. */
  public static void policy(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    PolicySource source = PolicySource.text(text);
    long lines = text.chars().filter(c -> c == '\n').count() + 1;
    source.wrong.forEach(each -> {
      assertTrue(each.at().line() >= 1 && each.at().line() <= lines, each.toString());
      assertFalse(each.problem().isBlank() || each.remedy().isBlank());
    });
    for (Occasion occasion : Occasion.values()) {
      for (String module : new String[] {"usb_storage", "uas", "nouveau", "a"}) {
        ask(source, module, FakeDevice.stick().at(occasion));
        ask(source, module, new FakeDevice(FakeDevice.CARD).at(occasion));
        ask(source, module, new FakeDevice(module).at(occasion));
      }
    }
  }

  private static void ask(PolicySource source, String module, FakeDevice device) {
    Question question =
        Question.of(new io.hotprobe.module.ModuleName(module), io.hotprobe.modalias.Modalias.of(device.modalias()), device);
    assertEquals(plainly(source, question, false), PolicySource.claim(source.policy, module, device));
    assertEquals(plainly(source, question, true), PolicySource.companion(source.policy, module, device));
  }

  /** The answer by reading one line after the other. */
  private static String plainly(PolicySource source, Question question, boolean companion) {
    for (PolicyLine line : source.draft.lines()) {
      if ((!companion || line.namesModule()) && line.holds(question)) {
        return line.kind().word() + " " + line.at().line();
      }
    }
    for (PolicyLine line : source.draft.defaults()) {
      if (!companion && line.holds(question)) {
        return line.kind().word() + " " + line.at().line();
      }
    }
    return "";
  }
}
