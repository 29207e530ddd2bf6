package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.Printable;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import io.hotprobe.policy.Policy;
import io.hotprobe.policy.PolicyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe policy verify}: what is wrong in policy files. */
@Command(
    name = "verify",
    description = {
      "Tells what is wrong in policy files, one line for each: FILE:LINE, what it is, and the remedy. Then how much was understood."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 all was understood, 1 something was not, 2 the command line is wrong."})
final class PolicyVerifyCommand implements Callable<Integer> {

  @Mixin private World world = new World();

  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "What to look through (default: the files that count).")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws IOException {
    List<Diagnostic> wrong = new ArrayList<>();
    List<String> understood = new ArrayList<>();
    if (files.isEmpty()) {
      understood.add(policy.files(world).read(wrong::add).summary());
    }
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new IOException(file + ": no such file");
      }
      boolean counts = policy.files(world).directories().contains(file.toAbsolutePath().normalize().getParent());
      Consumer<Diagnostic> distrusted = counts ? wrong::add : Diagnostics::tell;
      world.policyTrust().in(file.toAbsolutePath()).ifPresent(why -> distrusted.accept(
          new Diagnostic(new SourceLine(file, 0), why.of(file) + ", so it would not be read", why.remedy())));
      Policy read = PolicyFiles.read(file, wrong::add);
      understood.add(file + ": " + read.summary());
    }
    if (json) {
      writeJson(wrong);
    } else {
      wrong.forEach(each -> System.out.println(Printable.text(each.toString())));
      understood.forEach(each -> System.out.println(Printable.text(each)));
    }
    return wrong.isEmpty() ? 0 : 1;
  }

  private static void writeJson(List<Diagnostic> wrong) throws IOException {
    try (JsonGenerator json = RulesJson.to(System.out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("problems");
      for (Diagnostic each : wrong) {
        json.writeStartObject();
        RulesJson.string(json, "file", each.at().file().toString());
        json.writeNumberField("line", each.at().line());
        RulesJson.string(json, "problem", each.problem());
        RulesJson.string(json, "remedy", each.remedy());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeBooleanField("good", wrong.isEmpty());
      json.writeEndObject();
    }
    System.out.println();
  }
}
