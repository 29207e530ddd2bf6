package io.hotprobe.builtins;

import io.hotprobe.rules.CNumber;
import io.hotprobe.sysfs.Device;
import java.util.ArrayList;
import java.util.List;

/**
 * What an input device is taken for. The codes are those of linux/input-event-codes.h; the rules are udev 257's. Immutable once made.
 */
final class InputKind {

  private static final int EV_KEY = 1;
  private static final int EV_REL = 2;
  private static final int EV_SW = 5;
  private static final int EV_MAX = 0x1f;

  private static final int KEY_OK = 0x160;
  private static final int KEY_ALS_TOGGLE = 0x230;
  private static final int KEY_MAX = 0x2ff;
  private static final int BTN_MISC = 0x100;
  private static final int BTN_0 = 0x100;
  private static final int BTN_1 = 0x101;
  private static final int BTN_MOUSE = 0x110;
  private static final int BTN_JOYSTICK = 0x120;
  private static final int BTN_DIGI = 0x140;
  private static final int BTN_TOOL_PEN = 0x140;
  private static final int BTN_TOOL_FINGER = 0x145;
  private static final int BTN_TOUCH = 0x14a;
  private static final int BTN_STYLUS = 0x14b;
  private static final int BTN_DPAD_UP = 0x220;
  private static final int BTN_DPAD_RIGHT = 0x223;
  private static final int BTN_TRIGGER_HAPPY1 = 0x2c0;
  private static final int BTN_TRIGGER_HAPPY40 = 0x2e7;

  private static final int REL_X = 0;
  private static final int REL_Y = 1;
  private static final int REL_HWHEEL = 6;
  private static final int REL_WHEEL = 8;
  private static final int REL_MAX = 0x0f;

  private static final int ABS_X = 0;
  private static final int ABS_Y = 1;
  private static final int ABS_Z = 2;
  private static final int ABS_RX = 3;
  private static final int ABS_PRESSURE = 0x18;
  private static final int ABS_MT_SLOT = 0x2f;
  private static final int ABS_MT_POSITION_X = 0x35;
  private static final int ABS_MT_POSITION_Y = 0x36;
  private static final int ABS_MAX = 0x3f;

  private static final int PROP_DIRECT = 1;
  private static final int PROP_POINTING_STICK = 5;
  private static final int PROP_ACCELEROMETER = 6;
  private static final int PROP_MAX = 0x1f;

  private static final int BUS_I2C = 0x18;

  /** One key of each group that a keyboard has and a joystick rarely: left control, caps lock, num lock, insert, mute, ... */
  private static final int[] KEYBOARD_KEYS = {29, 58, 69, 110, 113, 140, 144, 155, 164, 224};

  /** A device with so many of them is no joystick. */
  private static final int MANY_KEYBOARD_KEYS = 4;

  private final Capabilities events;
  private final Capabilities keys;
  private final Capabilities relative;
  private final Capabilities absolute;
  private final Capabilities properties;
  private final boolean i2c;
  private final List<String> names = new ArrayList<>();

  InputKind(Device device, int wordBits) {
    events = Capabilities.read(device, "capabilities/ev", EV_MAX, wordBits);
    absolute = Capabilities.read(device, "capabilities/abs", ABS_MAX, wordBits);
    relative = Capabilities.read(device, "capabilities/rel", REL_MAX, wordBits);
    keys = Capabilities.read(device, "capabilities/key", KEY_MAX, wordBits);
    properties = Capabilities.read(device, "properties", PROP_MAX, wordBits);
    i2c = CNumber.unsigned(device.attribute("id/bustype"), 16).orElse(0) == BUS_I2C;
    boolean pointer = addPointers();
    boolean key = addKeys();
    if (!pointer && !key && hasWheel()) {
      names.add("KEY");
    }
    if (events.has(EV_SW)) {
      names.add("SWITCH");
    }
  }

  /** What comes after {@code ID_INPUT_}, in udev's order. */
  List<String> names() {
    return names;
  }

  private boolean hasWheel() {
    return events.has(EV_REL) && (relative.has(REL_WHEEL) || relative.has(REL_HWHEEL));
  }

  private boolean hasPlane() {
    return absolute.has(ABS_X) && absolute.has(ABS_Y);
  }

  /** Devices that claim every axis have no fingers to follow. */
  private boolean hasFingers() {
    boolean everyAxis = absolute.has(ABS_MT_SLOT) && absolute.has(ABS_MT_SLOT - 1);
    return absolute.has(ABS_MT_POSITION_X) && absolute.has(ABS_MT_POSITION_Y) && !everyAxis;
  }

  private boolean hasMouseButton() {
    return keys.hasAny(BTN_MOUSE, BTN_JOYSTICK);
  }

  private boolean hasPadButtons() {
    return keys.has(BTN_0) && keys.has(BTN_1) && !keys.has(BTN_TOOL_PEN);
  }

  private boolean movesRelatively() {
    return events.has(EV_REL) && relative.has(REL_X) && relative.has(REL_Y);
  }

  /** What it is by how it points; whether it points at all. */
  private boolean addPointers() {
    boolean shaken = !events.has(EV_KEY) && hasPlane() && absolute.has(ABS_Z);
    if (properties.has(PROP_ACCELEROMETER) || shaken) {
      names.add("ACCELEROMETER");
      return true;
    }
    Surface plane = surface(hasPlane());
    Surface fingers = surface(hasFingers());
    boolean pad = hasPadButtons();
    boolean wheelPad = pad && hasWheel() && !movesRelatively();
    boolean touched = plane == Surface.TABLET || fingers == Surface.TABLET;
    boolean tablet = touched || wheelPad;
    boolean touchpad = plane == Surface.TOUCHPAD || fingers == Surface.TOUCHPAD;
    boolean absoluteMouse = hasPlane() && hasMouseButton() && plane != Surface.TABLET && plane != Surface.TOUCHPAD;
    boolean touchscreen = plane == Surface.TOUCHSCREEN && !absoluteMouse || fingers == Surface.TOUCHSCREEN;
    boolean joystick = plane == Surface.NONE && !absoluteMouse && joystickParts() > 0;
    boolean mouse = !tablet && !touchpad && !joystick && hasMouseButton() && (movesRelatively() || !hasPlane());
    boolean stick = properties.has(PROP_POINTING_STICK) || mouse && i2c;
    int before = names.size();
    add(stick, "POINTINGSTICK");
    add(mouse || absoluteMouse, "MOUSE");
    add(touchpad, "TOUCHPAD");
    add(touchscreen, "TOUCHSCREEN");
    add(joystick && isJoystick(), "JOYSTICK");
    add(tablet, "TABLET");
    add(wheelPad || touched && pad, "TABLET_PAD");
    return names.size() > before;
  }

  private void add(boolean is, String name) {
    if (is) {
      names.add(name);
    }
  }

  private enum Surface { NONE, TABLET, TOUCHPAD, TOUCHSCREEN }

  /** What an area that tells places is touched with. */
  private Surface surface(boolean there) {
    boolean direct = properties.has(PROP_DIRECT);
    if (!there) {
      return Surface.NONE;
    }
    if (keys.has(BTN_STYLUS) || keys.has(BTN_TOOL_PEN)) {
      return Surface.TABLET;
    }
    if (keys.has(BTN_TOOL_FINGER) && !direct) {
      return Surface.TOUCHPAD;
    }
    return keys.has(BTN_TOUCH) || direct ? Surface.TOUCHSCREEN : Surface.NONE;
  }

  /** Buttons and axes of joysticks. A mouse with more than 16 buttons runs into the joystick's: these do not count. */
  private int joystickParts() {
    int buttons =
        keys.has(BTN_JOYSTICK - 1)
            ? 0
            : keys.count(BTN_JOYSTICK, BTN_DIGI)
                + keys.count(BTN_TRIGGER_HAPPY1, BTN_TRIGGER_HAPPY40 + 1)
                + keys.count(BTN_DPAD_UP, BTN_DPAD_RIGHT + 1);
    return buttons + absolute.count(ABS_RX, ABS_PRESSURE);
  }

  /** Keyboards and tablet pads have some of those parts too. */
  private boolean isJoystick() {
    int known = 0;
    for (int key : KEYBOARD_KEYS) {
      known += events.has(EV_KEY) && keys.has(key) ? 1 : 0;
    }
    return known < MANY_KEYBOARD_KEYS && joystickParts() >= 2 && !(hasWheel() && hasPadButtons());
  }

  /** Whether it has keys. */
  private boolean addKeys() {
    if (!events.has(EV_KEY)) {
      return false;
    }
    boolean some = keys.hasAny(0, BTN_MISC) || keys.hasAny(KEY_OK, BTN_DPAD_UP) || keys.hasAny(KEY_ALS_TOGGLE, BTN_TRIGGER_HAPPY1);
    boolean full = keys.hasAll(1, 32);
    add(some, "KEY");
    add(full, "KEYBOARD");
    return some || full;
  }
}
