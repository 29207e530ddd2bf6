package io.hotprobe.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeviceMessageTest {

  private static String text(DeviceMessage message) {
    return new String(message.bytes("usb").array(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void bytes_nothingAdded_isWhatEveryUeventHas() {
    assertEquals("remove@/devices/a\0ACTION=remove\0DEVPATH=/devices/a\0SUBSYSTEM=usb\0SEQNUM=0\0", text(new DeviceMessage("remove", "/devices/a")));
  }

  @Test
  void properties_linesThatAreNone_arePassedOver() {
    DeviceMessage message = new DeviceMessage("add", "/a").properties("A=1\n=2\nB\n\nC=\0D=4");
    assertTrue(text(message).startsWith("add@/a\0A=1\0C=\0D=4\0ACTION="), text(message));
  }

  @Test
  void hasModalias_onlyForALineOfThatName() {
    assertFalse(new DeviceMessage("add", "/a").properties("XMODALIAS=a\nB=MODALIAS=1").hasModalias());
    assertTrue(new DeviceMessage("add", "/a").properties("B=1\nMODALIAS=").hasModalias());
    assertTrue(new DeviceMessage("add", "/a").property("MODALIAS", "x").hasModalias());
  }

  @Test
  void modalias_firstLine_isTaken() {
    assertTrue(text(new DeviceMessage("add", "/a").modalias("usb:1\nusb:2\n")).contains("\0MODALIAS=usb:1\0ACTION"));
    assertFalse(new DeviceMessage("add", "/a").modalias(" \n").hasModalias());
    assertFalse(new DeviceMessage("add", "/a").modalias(null).hasModalias());
  }
}
