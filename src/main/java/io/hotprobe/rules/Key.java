package io.hotprobe.rules;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may stand before an operator, with what it may be combined. */
enum Key {
  ACTION(Braces.NONE, Takes.MATCH),
  DEVPATH(Braces.NONE, Takes.MATCH),
  KERNEL(Braces.NONE, Takes.MATCH),
  SUBSYSTEM(Braces.NONE, Takes.MATCH),
  DRIVER(Braces.NONE, Takes.MATCH),
  CONST(Braces.NEEDED, Takes.MATCH),
  KERNELS(Braces.NONE, Takes.MATCH),
  SUBSYSTEMS(Braces.NONE, Takes.MATCH),
  DRIVERS(Braces.NONE, Takes.MATCH),
  ATTRS(Braces.NEEDED, Takes.MATCH),
  TAGS(Braces.NONE, Takes.MATCH),
  RESULT(Braces.NONE, Takes.MATCH),
  TEST(Braces.ALLOWED, Takes.MATCH),
  PROGRAM(Braces.NONE, Takes.ATTEMPT),
  IMPORT(Braces.NEEDED, Takes.ATTEMPT),
  SYMLINK(Braces.NONE, Takes.EVERYTHING),
  NAME(Braces.NONE, Takes.MATCH_SET_FREEZE),
  ENV(Braces.NEEDED, Takes.MATCH_SET_ADD),
  TAG(Braces.NONE, Takes.MATCH_SET_ADD_REMOVE),
  ATTR(Braces.NEEDED, Takes.MATCH_SET),
  SYSCTL(Braces.NEEDED, Takes.MATCH_SET),
  OPTIONS(Braces.NONE, Takes.SET_ADD_FREEZE),
  OWNER(Braces.NONE, Takes.SET_FREEZE),
  GROUP(Braces.NONE, Takes.SET_FREEZE),
  MODE(Braces.NONE, Takes.SET_FREEZE),
  SECLABEL(Braces.NEEDED, Takes.SET_ADD),
  RUN(Braces.ALLOWED, Takes.SET_ADD_FREEZE),
  GOTO(Braces.NONE, Takes.SET),
  LABEL(Braces.NONE, Takes.SET);

  private static final Map<String, Key> BY_NAME = Stream.of(values()).collect(Collectors.toMap(Key::name, Function.identity()));

  private final Braces braces;
  private final Takes takes;

  Key(Braces braces, Takes takes) {
    this.braces = braces;
    this.takes = takes;
  }

  /** The key of that name; null when there is none. */
  static Key of(String name) {
    return BY_NAME.get(name);
  }

  /** Whether braces with this in them may follow it; {@code attribute} null when there are none. */
  boolean takesAttribute(String attribute) {
    return switch (braces) {
      case NONE -> attribute == null;
      case ALLOWED -> true;
      case NEEDED -> attribute != null && !attribute.isEmpty();
    };
  }

  boolean takes(Operator operator) {
    return takes.operators.contains(operator);
  }

  /** Whether the operator makes no sense here and is taken for {@code =}. */
  boolean assumesSet(Operator operator) {
    return takes.assumedSet.contains(operator);
  }

  /** Its operators in words. */
  String operators() {
    return takes.operators.stream().map(Operator::text).collect(Collectors.joining(" "));
  }

  private enum Braces {
    NONE,
    ALLOWED,
    NEEDED
  }

  private enum Takes {
    MATCH(EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL)),
    /** What is no match is taken for {@code ==}, as in PROGRAM="...". */
    ATTEMPT(EnumSet.complementOf(EnumSet.of(Operator.REMOVE))),
    EVERYTHING(EnumSet.allOf(Operator.class)),
    MATCH_SET(EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.SET), Operator.ADD, Operator.FREEZE),
    MATCH_SET_ADD(EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.SET, Operator.ADD), Operator.FREEZE),
    MATCH_SET_ADD_REMOVE(EnumSet.complementOf(EnumSet.of(Operator.FREEZE)), Operator.FREEZE),
    MATCH_SET_FREEZE(EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.SET, Operator.FREEZE), Operator.ADD),
    SET(EnumSet.of(Operator.SET)),
    SET_ADD(EnumSet.of(Operator.SET, Operator.ADD), Operator.FREEZE),
    SET_FREEZE(EnumSet.of(Operator.SET, Operator.FREEZE), Operator.ADD),
    SET_ADD_FREEZE(EnumSet.of(Operator.SET, Operator.ADD, Operator.FREEZE));

    private final Set<Operator> operators;
    private final Set<Operator> assumedSet;

    Takes(EnumSet<Operator> operators, Operator... assumedSet) {
      this.operators = operators;
      this.assumedSet = Set.of(assumedSet);
    }
  }
}
