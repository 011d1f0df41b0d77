/** Temporal refuses a summary over 400 bytes, and with it the whole workflow task; encryption adds up to 150. */
const MAX_SUMMARY_BYTES = 240

/** The longest beginning that Temporal takes as a summary. */
export function cutSummary(text: string): string {
  let cut = ''
  let bytes = 0
  for (const character of text) {
    bytes += new TextEncoder().encode(character).length
    if (bytes > MAX_SUMMARY_BYTES) break
    cut += character
  }
  return cut
}
