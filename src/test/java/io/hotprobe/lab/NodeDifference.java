package io.hotprobe.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Where two states of nodes, links and records differ. */
final class NodeDifference {
  /** What may differ between two boots of the same machine with the same daemon, and why. */
  enum Exemption {
    INITIALIZED("data", "\\S+ I:\\d+", "microseconds since boot at which the device was first handled"),
    NEWER("data", "\\S+ E:ID_PATH_WITH_USB_REVISION=.*", "udev 252 does not set it yet, later ones do"),
    DISKSEQ("links", "links/disk\\\\x2fby-diskseq\\S+ -?\\d+", "udevd notes no claim to a link that only one disk can ever have"),
    CONTESTED("devlinks", null, "a link that several devices want with the same priority: who comes later has it");

    private final String section;
    private final Pattern fact;
    private final String reason;

    Exemption(String section, String fact, String reason) {
      this.section = section;
      this.fact = fact == null ? null : Pattern.compile(fact);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  private final NodeState udevd;
  private final NodeState hotprobe;

  NodeDifference(NodeState udevd, NodeState hotprobe) {
    this.udevd = udevd;
    this.hotprobe = hotprobe;
  }

  /** One line for each fact that only one of the two has, in a section. */
  List<String> in(String section) {
    Predicate<String> exempt = exemption(section);
    List<String> lines = new ArrayList<>();
    only(udevd, hotprobe, section).stream().filter(exempt.negate()).forEach(fact -> lines.add("udevd:    " + fact));
    only(hotprobe, udevd, section).stream().filter(exempt.negate()).forEach(fact -> lines.add("hotprobe: " + fact));
    return lines;
  }

  List<String> all() {
    SortedSet<String> sections = new TreeSet<>(udevd.facts().keySet());
    sections.addAll(hotprobe.facts().keySet());
    return sections.stream().flatMap(section -> in(section).stream().map(line -> section + " " + line)).toList();
  }

  private Predicate<String> exemption(String section) {
    Predicate<String> exempt = fact -> false;
    for (Exemption exemption : Exemption.values()) {
      if (exemption.section.equals(section)) {
        exempt = exempt.or(exemption == Exemption.CONTESTED ? contested() : exemption.fact.asMatchPredicate());
      }
    }
    return exempt;
  }

  /** A link that both boots see wanted by several; that it exists in both is shown by its claims. */
  private Predicate<String> contested() {
    SortedSet<String> links = udevd.contested();
    links.retainAll(hotprobe.contested());
    return fact -> fact.contains(" -> ") && links.contains(fact.substring(0, fact.indexOf(" -> ")));
  }

  private static SortedSet<String> only(NodeState one, NodeState other, String section) {
    SortedSet<String> facts = new TreeSet<>(one.section(section));
    facts.removeAll(other.section(section));
    return facts;
  }
}
