/** An IPv4 address as an unsigned 32-bit integer, `10.3.4.17` -> 0x0a030411; null when the text is not dotted quad. */
export function parseIpv4(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return null
  let address = 0
  for (let i = 1; i <= 4; i++) {
    const octet = Number(match[i])
    if (octet > 255) return null
    address = address * 256 + octet
  }
  return address
}

/** Dotted quad of an unsigned 32-bit address. */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}

const HEX = Array.from({ length: 256 }, (_, byte) => (byte < 16 ? '0' : '') + byte.toString(16))

/**
 * The MAC that goes with an IP: locally administered prefix 02:00, then the four octets. One IP, one MAC, by
 * construction.
 */
export function macOfIpv4(address: number): string {
  const [a, b, c, d] = [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255]
  return `02:00:${HEX[a]}:${HEX[b]}:${HEX[c]}:${HEX[d]}`
}
