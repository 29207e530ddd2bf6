package io.hotprobe.policy;

import java.util.Locale;

/** What a selector looks at. */
enum Field {
  MODULE,
  ALIAS,
  BUS,
  CLASS,
  VENDOR,
  PRODUCT,
  PATH,
  PROPERTY,
  ATTRIBUTE;

  /** The field a word names; null when it names none. */
  static Field of(String word) {
    if (word.equals("device")) {
      return PRODUCT;
    }
    for (Field field : values()) {
      if (field.word().equals(word)) {
        return field;
      }
    }
    return null;
  }

  /** As a policy spells it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean hasKey() {
    return this == PROPERTY || this == ATTRIBUTE;
  }
}
