package io.hotprobe.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program laid out to be walked through quickly: equal matches are one, and each knows where to go on when it fails. Immutable, safe
 * for any thread.
 */
final class Course {

  private final List<Stretch> stretches;
  private final List<Name> names;
  private final Map<String, Name> byName;
  private final Name[] table;
  private final int checkCount;
  private final int parentChecksCount;

  private Course(List<Stretch> stretches, Layout layout) {
    this.stretches = stretches;
    this.names = List.copyOf(layout.names.values());
    this.byName = Map.copyOf(layout.names);
    this.table = table(names);
    this.checkCount = layout.checks.size();
    this.parentChecksCount = layout.parentChecks.size();
  }

  /** The lines of one file. */
  record Stretch(Line[] lines) {}

  /**
   * A line.
   *
   * @param onFailure by index of a step: the next line that is worth a look when it fails
   */
  record Line(RuleLine rule, Step[] steps, int[] onFailure) {}

  /**
   * A property that ENV compares.
   *
   * @param slot counts them
   * @param checks the numbers of the checks of it
   */
  record Name(String text, byte[] bytes, int slot, List<Integer> checks) {

    private static final Set<String> MADE_UP = Set.of("DEVLINKS", "TAGS", "CURRENT_TAGS");
    private static final Set<String> KERNELS =
        Set.of("ACTION", "DEVNAME", "DEVPATH", "DEVTYPE", "DRIVER", "IFINDEX", "MAJOR", "MINOR", "SEQNUM", "SUBSYSTEM");

    Name(String text, int slot) {
      this(text, text.getBytes(StandardCharsets.ISO_8859_1), slot, new ArrayList<>());
    }

    /** Whether its value is made up of links or tags. */
    boolean isMadeUp() {
      return isMadeUp(text);
    }

    static boolean isMadeUp(String name) {
      return MADE_UP.contains(name);
    }

    /** Whether only the kernel sets it. */
    boolean isKernels() {
      return KERNELS.contains(text);
    }
  }

  static Course of(Program program) {
    Layout layout = new Layout();
    return new Course(program.files().stream().map(layout::stretch).toList(), layout);
  }

  List<Stretch> stretches() {
    return stretches;
  }

  /** The properties that ENV compares, by slot. */
  List<Name> names() {
    return names;
  }

  /** Null for a property that no ENV compares. */
  Name name(String text) {
    return byName.get(text);
  }

  /** The property of a name that stands in an event; null for one that no ENV compares. */
  Name name(byte[] bytes, int from, int to) {
    for (int at = place(bytes, from, to, table); table[at] != null; at = at + 1 & table.length - 1) {
      byte[] name = table[at].bytes();
      if (Arrays.equals(bytes, from, to, name, 0, name.length)) {
        return table[at];
      }
    }
    return null;
  }

  private static Name[] table(List<Name> names) {
    Name[] table = new Name[Integer.highestOneBit(names.size() + 1) << 2];
    for (Name name : names) {
      int at = place(name.bytes(), 0, name.bytes().length, table);
      while (table[at] != null) {
        at = at + 1 & table.length - 1;
      }
      table[at] = name;
    }
    return table;
  }

  private static int place(byte[] bytes, int from, int to, Name[] table) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return (hash ^ hash >>> 16) & table.length - 1;
  }

  int checkCount() {
    return checkCount;
  }

  int parentChecksCount() {
    return parentChecksCount;
  }

  /** One laying out of a program. */
  private static final class Layout {

    /** What makes two matches equal. */
    private record Key(TokenKind kind, Template attribute, boolean equal, Pattern pattern) {

      Key(Token.Match token) {
        this(token.kind(), token.attribute(), token.equal(), token.pattern());
      }
    }

    private final Map<String, Name> names = new LinkedHashMap<>();
    private final Map<Key, Check> checks = new HashMap<>();
    private final Map<List<Check>, ParentChecks> parentChecks = new HashMap<>();

    Stretch stretch(RuleFile file) {
      Line[] lines = new Line[file.lines().size()];
      for (int i = lines.length - 1; i >= 0; i--) {
        Step[] steps = steps(file.lines().get(i).tokens());
        int[] onFailure = new int[steps.length];
        boolean leading = true;
        for (int k = 0; k < steps.length; k++) {
          leading &= steps[k] instanceof Check;
          onFailure[k] = leading ? without((Check) steps[k], lines, i + 1) : i + 1;
        }
        lines[i] = new Line(file.lines().get(i), steps, onFailure);
      }
      return new Stretch(lines);
    }

    /**
     * The first line from there on that does not begin with the check among others. Those before it would fail as well: nothing changes
     * between lines that fail on their first matches.
     */
    private static int without(Check check, Line[] lines, int from) {
      int i = from;
      while (i < lines.length) {
        int k = 0;
        while (k < lines[i].steps.length && lines[i].steps[k] instanceof Check && lines[i].steps[k] != check) {
          k++;
        }
        if (k == lines[i].steps.length || lines[i].steps[k] != check) {
          return i;
        }
        i = lines[i].onFailure[k];
      }
      return i;
    }

    private Step[] steps(List<Token> tokens) {
      List<Step> steps = new ArrayList<>();
      List<Check> parents = new ArrayList<>();
      for (Token token : tokens) {
        if (token.kind().isParentMatch()) {
          parents.add(check((Token.Match) token));
          continue;
        }
        endParents(parents, steps);
        steps.add(token instanceof Token.Match match ? check(match) : new Deed(token));
      }
      endParents(parents, steps);
      return steps.toArray(new Step[0]);
    }

    private void endParents(List<Check> parents, List<Step> steps) {
      if (!parents.isEmpty()) {
        List<Check> group = List.copyOf(parents);
        steps.add(parentChecks.computeIfAbsent(group, all -> new ParentChecks(all, parentChecks.size())));
        parents.clear();
      }
    }

    private Check check(Token.Match token) {
      Check known = checks.get(new Key(token));
      if (known != null) {
        return known;
      }
      Name property = token.kind() == TokenKind.MATCH_ENV ? name(token.attribute().written()) : null;
      Check made = new Check(token, checks.size(), property);
      checks.put(new Key(token), made);
      if (property != null) {
        property.checks().add(made.number());
      }
      return made;
    }

    private Name name(String text) {
      return names.computeIfAbsent(text, absent -> new Name(absent, names.size()));
    }
  }
}
