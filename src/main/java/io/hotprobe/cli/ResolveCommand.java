package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.PlainAscii;
import io.hotprobe.linux.LinuxModules;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.resolve.Resolver;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe resolve}: which modules claim a modalias or answer to a name. */
@Command(
    name = "resolve",
    description = {
      "Tells which modules claim a modalias or answer to a name, in the order they would be loaded.",
      "One line for each: modalias, a tab, the modules joined by commas; nothing behind the tab when none does.",
      "Blacklist and policy are not applied; --json tells what they say."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 all were resolved, 1 some were not, 2 the command line is wrong."})
final class ResolveCommand implements Callable<Integer> {

  @Mixin private World world = new World();

  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Option(names = "--json", description = "One JSON object a line: what matched, by which pattern, what the policy says, and the load plan.")
  private boolean json;

  @Parameters(paramLabel = "MODALIAS", arity = "1..*", description = "Modalias or module name; - reads them from standard input.")
  private List<String> names = List.of();

  /** Lines after which it is seen at the latest that nobody reads the output any more. */
  private static final int LINES_UNSEEN = 1000;

  private final AliasHits hits = new AliasHits();
  private final JsonFactory factory = new JsonFactory();
  private boolean missed;

  @Override
  public Integer call() throws IOException {
    world.runNothing();
    Resolver resolver = world.resolver(Diagnostics::tell);
    policy.govern(resolver, world, new LinuxModules(world.sysfs().resolve("module"), world.procModules()), Diagnostics::tell);
    BufferedWriter out = new BufferedWriter(new OutputStreamWriter(TerminalOutput.standard(), StandardCharsets.ISO_8859_1));
    for (String name : names) {
      if (name.equals("-")) {
        resolveLines(resolver, out);
      } else {
        resolve(resolver, name, out);
      }
    }
    out.flush();
    return missed ? 1 : 0;
  }

  private void resolveLines(Resolver resolver, BufferedWriter out) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
    int unseen = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      resolve(resolver, line, out);
      if (++unseen == LINES_UNSEEN || !in.ready()) {
        unseen = 0;
        out.flush();
        if (System.out.checkError()) {
          return;
        }
      }
    }
  }

  private void resolve(Resolver resolver, String name, BufferedWriter out) throws IOException {
    List<Match> matches = resolver.matches(Modalias.of(name), hits);
    missed |= matches.isEmpty() && !(resolver.resolve(name, "") instanceof Resolution.Empty);
    if (json) {
      out.append(object(name, matches, resolver.resolve(name, "")));
    } else {
      out.append(name).append('\t');
      for (int i = 0; i < matches.size(); i++) {
        out.append(i == 0 ? "" : ",").append(matches.get(i).module().value());
      }
    }
    out.append('\n');
  }

  private String object(String name, List<Match> matches, Resolution resolution) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = PlainAscii.in(factory.createGenerator(text))) {
      json.writeStartObject();
      json.writeStringField("modalias", name);
      json.writeArrayFieldStart("matches");
      for (Match match : matches) {
        writeMatch(json, match);
      }
      json.writeEndArray();
      if (!resolution.decisions().isEmpty()) {
        DecisionJson.write(json, resolution.decisions());
      }
      if (resolution instanceof LoadPlan plan) {
        writePlan(json, plan);
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void writeMatch(JsonGenerator json, Match match) throws IOException {
    json.writeStartObject();
    json.writeStringField("module", match.module().value());
    json.writeStringField("source", match.stage().text());
    json.writeStringField("pattern", match.pattern());
    if (match.isBlacklisted()) {
      json.writeStringField("blacklisted", match.blacklist().get().toString());
    }
    json.writeEndObject();
  }

  private static void writePlan(JsonGenerator json, LoadPlan plan) throws IOException {
    json.writeArrayFieldStart("plan");
    for (LoadPlan.Step step : plan.steps()) {
      json.writeStartObject();
      json.writeStringField("module", step.module().value());
      json.writeStringField("action", step.line().strip());
      json.writeStringField("reason", step.reason().text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
