package io.hotprobe.linux;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Signals to this process. */
public final class Signals {

  private Signals() {}

  /**
   * Has something done on a thread of its own whenever a signal comes, instead of what it does otherwise. The JDK has this in {@code
   * sun.misc.Signal} of its module {@code jdk.unsupported} only, which is meant for it (JEP 260).
   *
   * @param name without {@code SIG}
   * @return whether this Java machine can do that; else the signal does what it does otherwise
   */
  public static boolean on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handles =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> answer(proxy, method.getName(), arguments, action));
      signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), handles);
      return true;
    } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException | InstantiationException
        | InvocationTargetException notHere) {
      return false;
    }
  }

  private static Object answer(Object proxy, String method, Object[] arguments, Runnable action) {
    return switch (method) {
      case "handle" -> {
        action.run();
        yield null;
      }
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "a signal's handler";
    };
  }
}
