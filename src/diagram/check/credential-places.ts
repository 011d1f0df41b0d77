/** Which texts of an export hold a credential in clear, by the name they stand under and by how they look. */

/** A part of a text. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The last word of a name under which a credential stands. */
const NAMES = new Set(
  `apikey apitoken authorization auth cookie credential credentials jwt passphrase passwd password privatekey pwd secret
  secretkey signature token clientsecret accesstoken authtoken refreshtoken`.split(/\s+/),
)
/** `x-api-key` and its like; an Idempotency-Key is none. */
const KEYS =
  /(?:^|[-_])(?:api|access|secret|private|auth|subscription|app|client|signing|encryption|master)[-_]?key$/i

/** True for the name of a header, parameter or field whose value is a credential. */
export function namesCredential(name: string): boolean {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  const last = words.at(-1) ?? ''
  const two = words.slice(-2).join('')
  return NAMES.has(last) || NAMES.has(two) || KEYS.test(name) || name.toLowerCase() === 'key'
}

/** Tokens that show what they are: of Stripe, AWS, GitHub, Slack, Google, Telegram; JSON Web Tokens. */
const TOKENS =
  /\b(?:[sr]k_(?:live|test)_[A-Za-z0-9]{8,}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{30,}|\d{8,10}:[A-Za-z0-9_-]{30,}|eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})/g
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g

/** Tokens and private keys anywhere in a text. */
export function findTokens(text: string): Span[] {
  return [...text.matchAll(PEM), ...text.matchAll(TOKENS)].map(({ index, 0: found }) => ({
    from: index,
    to: index + found.length,
  }))
}

/** `Bearer x`, `Basic x`: the word is no secret, what follows is. */
const SCHEME = /^\s*(?:bearer|basic|token|apikey|digest|negotiate|key|oauth)\s+(?=\S)/i

/**
 * The credential in a value that stands under such a name; null: it has none of its own. Text that is filled in, alone or after
 * a scheme, is none; text around it may be, and can't be told apart.
 */
export function findNamed(value: string): Span | null {
  const from = SCHEME.exec(value)?.[0].length ?? 0
  const rest = value.slice(from).trimEnd()
  if (rest.trim() === '' || rest.includes('{{')) return null
  return { from, to: from + rest.length }
}

/** Password of the user part, values of parameters that are named so, tokens. */
export function findInUrl(url: string): Span[] {
  const spans: Span[] = []
  const user = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#@]+)@/i.exec(url)
  if (user?.[1] !== undefined && !user[1].includes('{{'))
    spans.push({ from: user[0].length - 1 - user[1].length, to: user[0].length - 1 })
  for (const { index, 0: all, 1: name = '', 2: value = '' } of url.matchAll(/[?&]([^=&#{}]+)=([^&#]+)/g))
    if (namesCredential(name) && !value.includes('{{'))
      spans.push({ from: index + all.length - value.length, to: index + all.length })
  return withTokens(url, spans)
}

/** Members of JSON and parts of a form that are named so, tokens; what has escapes can't be cut out of a text, and stays. */
export function findInBody(text: string): Span[] {
  const spans: Span[] = []
  for (const { index, 0: all, 1: name = '', 2: value = '' } of text.matchAll(
    /"([^"\\]+)"\s*:\s*"([^"\\]*)"/g,
  )) {
    const span = namesCredential(name) ? findNamed(value) : null
    const from = index + all.length - 1 - value.length
    if (span !== null) spans.push({ from: from + span.from, to: from + span.to })
  }
  for (const { index, 0: all, 1: name = '', 2: value = '' } of text.matchAll(
    /(?:^|&)([\w.-]+)=([^&=\s{}"]+)(?=&|$)/g,
  ))
    if (namesCredential(name)) spans.push({ from: index + all.length - value.length, to: index + all.length })
  return withTokens(text, spans)
}

function withTokens(text: string, spans: readonly Span[]): Span[] {
  const isApart = ({ from, to }: Span) => spans.every((other) => to <= other.from || other.to <= from)
  return [...spans, ...findTokens(text).filter(isApart)]
}
