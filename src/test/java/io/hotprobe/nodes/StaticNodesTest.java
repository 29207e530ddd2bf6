package io.hotprobe.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import io.hotprobe.nodes.Inodes.Status;
import io.hotprobe.nodes.Inodes.Type;
import io.hotprobe.rules.Operation;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.RuleFile;
import io.hotprobe.rules.RuleLine;
import io.hotprobe.rules.Template;
import io.hotprobe.rules.Token;
import io.hotprobe.rules.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticNodesTest {

  @TempDir Path root;
  private NodeWorld world;

  @BeforeEach
  void make() throws IOException {
    world = new NodeWorld(root);
    world.inodes.node(world.dev.resolve("snd/timer"), "c116:33", 0600);
  }

  private List<Diagnostic> apply(Token... tokens) {
    RuleLine line = new RuleLine(
        new SourceLine(Path.of("x.rules"), 1), "", null, List.of(tokens), RuleLine.NO_JUMP, RuleLine.Scope.ANY, Optional.empty());
    return world.work.staticNodes(new Program(List.of(new RuleFile(Path.of("x.rules"), List.of(line)))));
  }

  private static Token group(int id) {
    return new Token.Account(TokenKind.SET_GROUP, Operation.SET, id, "");
  }

  private static Token owner(int id) {
    return new Token.Account(TokenKind.SET_OWNER, Operation.SET, id, "");
  }

  private static Token mode(int mode) {
    return new Token.Mode(TokenKind.SET_MODE, Operation.SET, mode, "");
  }

  private static Token tag(String value) {
    return new Token.Assignment(TokenKind.SET_TAG, Template.EMPTY, Operation.ADD, Template.of(value), "");
  }

  private static Token node(String name) {
    return new Token.Option(TokenKind.OPTION_STATIC_NODE, Operation.ADD, name, "");
  }

  @Test
  void staticNodes_literalValues_areGivenToTheNode() {
    assertEquals(List.of(), apply(owner(3), group(29), mode(0640), node("snd/timer")));
    assertEquals(new Status(Type.CHARACTER, 116, 33, 0640, 3, 29), world.inodes.status(world.dev.resolve("snd/timer")));
  }

  @Test
  void staticNodes_groupAlone_bringsItsMode() {
    apply(group(29), node("snd/timer"));
    assertEquals(0660, world.inodes.status(world.dev.resolve("snd/timer")).permissions());
  }

  @Test
  void staticNodes_tags_areLinksToTheNode() throws IOException {
    apply(tag("uaccess"), tag("seat"), tag("not%k"), node("snd/timer"));
    Path link = world.run.resolve("static_node-tags/uaccess/snd\\x2ftimer");
    assertEquals(world.dev.resolve("snd/timer"), Files.readSymbolicLink(link));
    assertTrue(Files.isSymbolicLink(world.run.resolve("static_node-tags/seat/snd\\x2ftimer")));
    assertFalse(Files.exists(world.run.resolve("static_node-tags/not%k")));
    assertEquals(List.of(), apply(tag("uaccess"), node("snd/timer")));
  }

  @Test
  void staticNodes_nothingForTheNode_isNotTouched() {
    apply(node("snd/timer"));
    assertEquals(List.of(), world.inodes.calls);
  }

  @Test
  void staticNodes_nodeThatIsNotThere_isNoProblemAndNotTagged() {
    assertEquals(List.of(), apply(group(29), tag("uaccess"), node("snd/seq")));
    assertFalse(Files.exists(world.run.resolve("static_node-tags")));
  }

  @Test
  void staticNodes_leadsOutOrIsNoDevice_isToldAndLeft() {
    world.inodes.status(world.dev.resolve("snd/timer"), new Status(Type.LINK, 0, 0, 0777, 0, 0));
    assertTrue(apply(group(29), node("../etc/passwd")).get(0).problem().contains("leads out"));
    assertTrue(apply(group(29), node("snd/timer")).get(0).problem().contains("neither a block nor a character device"));
    assertEquals(List.of(), world.inodes.calls);
  }

  @Test
  void escaped_slashDotBackslashAndBytes_areHexadecimal() {
    assertEquals("a\\x2fb\\x2ec\\x5cd\\xe9 e", StaticNodes.escaped("a/b.c\\d\u00e9 e"));
  }
}
