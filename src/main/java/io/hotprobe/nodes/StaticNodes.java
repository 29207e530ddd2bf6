package io.hotprobe.nodes;

import io.hotprobe.rules.Operation;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.RuleFile;
import io.hotprobe.rules.RuleLine;
import io.hotprobe.rules.Token;
import io.hotprobe.rules.TokenKind;
import io.hotprobe.sysfs.FileNames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Nodes that are there before their driver: the kernel loads it when they are opened. A line with {@code
 * OPTIONS="static_node=NAME"} gives such a node its literal OWNER, GROUP, MODE and TAG, whatever else the line asks for. Source:
 * {@code src/udev/udev-rules.c} of systemd 257, {@code udev_rules_apply_static_dev_perms}.
 */
final class StaticNodes {

  private final Path tags;
  private final Path dev;
  private final NodeRights rights;

  StaticNodes(NodeWork.Places places, NodeRights rights) {
    this.tags = places.run().resolve("static_node-tags");
    this.dev = places.dev();
    this.rights = rights;
  }

  void apply(Program program, Problems problems) {
    for (RuleFile file : program.files()) {
      for (RuleLine line : file.lines()) {
        apply(line, problems);
      }
    }
  }

  /** The tokens are sorted by kind: what a node gets stands before the node. */
  private void apply(RuleLine line, Problems problems) {
    OptionalInt owner = OptionalInt.empty();
    OptionalInt group = OptionalInt.empty();
    OptionalInt mode = OptionalInt.empty();
    Set<String> wantedTags = new LinkedHashSet<>();
    for (Token token : line.tokens()) {
      if (token instanceof Token.Account account) {
        OptionalInt id = account.id() == Token.Account.NOBODY ? OptionalInt.empty() : OptionalInt.of(account.id());
        owner = token.kind() == TokenKind.SET_OWNER ? id : owner;
        group = token.kind() == TokenKind.SET_GROUP ? id : group;
      } else if (token instanceof Token.Mode literal) {
        mode = OptionalInt.of(literal.mode());
      } else if (token instanceof Token.Assignment tag && token.kind() == TokenKind.SET_TAG) {
        if (tag.operation() != Operation.REMOVE && tag.value().isLiteral()) {
          wantedTags.add(tag.value().written());
        }
      } else if (token instanceof Token.Option node && token.kind() == TokenKind.OPTION_STATIC_NODE) {
        apply(node.value(), new NodeRights.Wanted(owner, group, mode, Map.of(), false), wantedTags, problems);
      }
    }
  }

  private void apply(String name, NodeRights.Wanted wanted, Set<String> wantedTags, Problems problems) {
    if (wanted.owner().isEmpty() && wanted.group().isEmpty() && wanted.mode().isEmpty() && wantedTags.isEmpty()) {
      return;
    }
    if (!FileNames.leadsDown(name)) {
      problems.add(dev, "static_node=" + name + " leads out of it", "give a path below it");
      return;
    }
    problems.attempt(dev, "static_node=" + name, () -> {
      Path node = FileNames.below(dev, name);
      if (rights.applyStatic(node, wanted, problems)) {
        for (String tag : wantedTags) {
          tag(tag, name, node);
        }
      }
    });
  }

  private void tag(String tag, String name, Path node) throws IOException {
    if (!RecordText.isTag(tag)) {
      throw new IOException("'" + tag + "' cannot be a tag");
    }
    Path link = FileNames.below(FileNames.below(tags, tag), escaped(name));
    Files.createDirectories(link.getParent());
    try {
      Files.createSymbolicLink(link, node);
    } catch (FileAlreadyExistsException before) {
      // Of an earlier line or run.
      return;
    }
  }

  /** As C's escapes of strings go: what is no printable ASCII, slashes, dots and backslashes as {@code \xHH}. */
  static String escaped(String name) {
    StringBuilder text = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (c < ' ' || c >= 127 || c == '\\' || c == '/' || c == '.') {
        text.append(String.format("\\x%02x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
