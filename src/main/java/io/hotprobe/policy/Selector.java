package io.hotprobe.policy;

import io.hotprobe.sysfs.Device;
import java.util.List;

/**
 * One property of a module or device that a line names.
 *
 * @param key the property's or attribute's name, else empty
 * @param globs for the fields that are text; null for numbers
 * @param codes for those that are hexadecimal numbers, in capitals
 * @param negated whether it holds where the rest does not
 */
record Selector(Field field, String key, Globs globs, List<String> codes, boolean negated) implements Clause {

  Selector {
    codes = List.copyOf(codes);
  }

  @Override
  public boolean holds(Question question) {
    return negated != matches(question);
  }

  private boolean matches(Question question) {
    DeviceFacts facts = question.facts();
    return switch (field) {
      case MODULE -> question.module() != null && globs.match(question.module());
      case ALIAS -> globs.match(question.asked());
      case BUS -> match(question.subsystem());
      case CLASS -> globs == null ? codes.stream().anyMatch(question::isOfClass) : match(question.subsystem());
      case VENDOR -> isNumber(HardwareId.vendor(question.modalias()));
      case PRODUCT -> isNumber(HardwareId.product(question.modalias()));
      case PATH -> match(facts.devpath());
      case PROPERTY -> matchValue(facts.property(key));
      case ATTRIBUTE -> matchAttribute(facts.device());
    };
  }

  private boolean isNumber(String digits) {
    return !digits.isEmpty() && codes.contains(HexCode.number(digits));
  }

  private boolean match(String text) {
    return !text.isEmpty() && matchValue(text);
  }

  private boolean matchValue(String text) {
    return text != null && globs.match(text);
  }

  /** Of the device, or of the nearest above it that has such an attribute: a USB interface's serial number is its device's. */
  private boolean matchAttribute(Device device) {
    for (Device each = device; each != null; each = each.parent()) {
      String value = each.attribute(key);
      if (value != null) {
        return matchValue(value);
      }
    }
    return false;
  }
}
