/**
 * A host as the URL of a call names it: in lower case, an address of IPv6 in brackets, Unicode as `xn--`.
 *
 * @returns null for what is no host alone, such as one with a port
 * @example hostNameOf('LOCALHOST') // 'localhost'
 * @example hostNameOf('::1') // '[::1]'
 */
export function hostNameOf(text: string): string | null {
  const host = !text.startsWith('[') && text.split(':').length > 2 ? `[${text}]` : text
  if (/[\s/?#@\\]/.test(host)) return null
  try {
    const { hostname } = new URL(`http://${host}`)
    // A URL does not tell of port 80
    const hasPort = /:\d*$/.test(host.replace(/^\[.*\]/, ''))
    return hasPort ? null : hostname
  } catch {
    // No host
    return null
  }
}
