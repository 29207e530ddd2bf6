package io.hotprobe.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareIdTest {

  @ParameterizedTest
  @CsvSource({
    "usb:v0781p5567d0100dc00dsc00dp00ic08isc06ip50in00, 0781, 5567",
    "pci:v00008086d000010D3sv00008086sd0000A01Fbc02sc00i00, 00008086, 000010D3",
    "hid:b0003g0001v0000046Dp0000C52B, 0000046D, 0000C52B",
    "virtio:d00000001v00001AF4, 00001AF4, 00000001",
    "sdio:c07v02D0d4330, 02D0, 4330",
    "hdaudio:v10EC0269r00100100a01, 10EC0269, ''",
    "usb:v*p*d*, '', ''",
    "platform:pcspkr, '', ''",
    "acpi:PNP0C0C:, '', ''",
    "'', '', ''"})
  void field_ofEveryBus_isFound(String modalias, String vendor, String product) {
    assertEquals(vendor, HardwareId.vendor(modalias));
    assertEquals(product, HardwareId.product(modalias));
  }

  @Test
  void isOfClass_deviceAndInterfaceOfUsb() {
    String hub = "usb:v1D6Bp0002d0601dc09dsc00dp01ic09isc00ip00in00";
    assertTrue(HardwareId.isOfClass(hub, "09"));
    assertTrue(HardwareId.isOfClass(hub, "090001"));
    assertFalse(HardwareId.isOfClass(hub, "0901"));
    assertFalse(HardwareId.isOfClass("platform:x", "08"));
  }
}
