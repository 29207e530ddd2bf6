package io.hotprobe.policy;

import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleName;

/**
 * What a line is asked.
 *
 * @param module the one that would be loaded; null when none is in question
 * @param asked the modalias of the device, or the name somebody asked for
 */
record Question(Modalias module, Modalias asked, DeviceFacts facts) {

  static Question of(ModuleName module, Modalias asked, DeviceFacts facts) {
    return new Question(Modalias.of(module.value()), asked, facts);
  }

  /** The modalias of the device; without one what was asked for, which may be a modalias too. */
  String modalias() {
    String modalias = facts.property("MODALIAS");
    return modalias == null ? asked.toString() : modalias;
  }

  boolean isOfClass(String code) {
    return HardwareId.isOfClass(modalias(), code);
  }

  /** The bus or class of the device; without one the bus that a modalias begins with. */
  String subsystem() {
    String modalias = facts.subsystem().isEmpty() ? asked.toString() : "";
    return modalias.isEmpty() ? facts.subsystem() : modalias.substring(0, Math.max(0, modalias.indexOf(':')));
  }

  /** About another device that is present. */
  static Question about(DeviceFacts other) {
    String modalias = other.property("MODALIAS");
    return new Question(null, Modalias.of(modalias == null ? "" : modalias), other);
  }
}
