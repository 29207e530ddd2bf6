package io.hotprobe.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import picocli.CommandLine;

/** One run of the program inside this process: its exit code and what it wrote, one char a byte. */
public record Program(int status, String out, String err) {

  public Program {
    if (err.contains(Main.FAULT)) {
      throw new AssertionError(err);
    }
  }

  public static Program run(String... arguments) {
    return fed("", arguments);
  }

  /** A run with that standard input. */
  public static Program fed(String input, String... arguments) {
    return run(input, System.getenv(), arguments);
  }

  /** A run under that environment. */
  public static Program under(Map<String, String> environment, String... arguments) {
    return run("", environment, arguments);
  }

  /** A run of one command that was made for it. */
  static Program of(Callable<Integer> command, String... arguments) {
    return run("", () -> new CommandLine(command).execute(arguments));
  }

  private static Program run(String input, Map<String, String> environment, String... arguments) {
    return run(input, () -> Main.run(environment, arguments));
  }

  private static synchronized Program run(String input, IntSupplier run) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    InputStream in = System.in;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)));
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.ISO_8859_1));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.ISO_8859_1));
      int status = run.getAsInt();
      System.out.flush();
      System.err.flush();
      return new Program(status, outBytes.toString(StandardCharsets.ISO_8859_1), errBytes.toString(StandardCharsets.ISO_8859_1));
    } finally {
      System.setIn(in);
      System.setOut(out);
      System.setErr(err);
    }
  }
}
