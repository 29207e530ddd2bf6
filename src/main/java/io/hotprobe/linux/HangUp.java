package io.hotprobe.linux;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * SIGHUP, which asks a service to read its configuration again.
 *
 * <p>The JDK's own {@code sun.misc.Signal} handles it, asked for by name: it is exported and kept for this use (JEP 260), but the
 * compiler warns of any mention, and that cannot be switched off for one class.
 */
public final class HangUp {

  private HangUp() {}

  /**
   * From now on SIGHUP runs this instead of ending the process: each on a thread of its own, which may block.
   *
   * @throws IOException if this Java machine does not let go of the signal
   */
  public static void handle(Runnable handler) throws IOException {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              HangUp.class.getClassLoader(),
              new Class<?>[] {handlers},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  handler.run();
                }
                return null;
              });
      Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handlers).invoke(null, hangUp, proxy);
    } catch (InvocationTargetException taken) {
      throw new IOException("SIGHUP cannot be handled: " + taken.getCause().getMessage() + "; leave -Xrs out", taken);
    } catch (ReflectiveOperationException missing) {
      throw new IOException("SIGHUP cannot be handled, this Java machine lacks the module jdk.unsupported: " + missing.getMessage(), missing);
    }
  }
}
