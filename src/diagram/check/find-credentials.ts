/** Finds the credentials that stand in clear in the text of a process. */
import type { ProblemCode } from '../problem.ts'
import { itemsOf, type JsonValue, lineOf, memberOf, textOf } from '../read/json-value.ts'
import { parseJson } from '../read/parse-json.ts'
import { pathTo } from '../read/reading.ts'
import {
  findInBody,
  findInUrl,
  findNamed,
  findTokens,
  namesCredential,
  type Span,
} from './credential-places.ts'

export interface Credential {
  readonly code: Extract<ProblemCode, `credential_${string}`>
  readonly nodeId: string
  readonly nodeTitle: string
  /** JSON Pointer into the process, and line of its text. */
  readonly path: string
  readonly line: number
  /** What it is called, for its variable: `authorization`, `login`. */
  readonly name: string
  /** Never to be printed. */
  readonly value: string
  /** False: it stands outside of API Calls, where MPO allows no secret variable, so that its variable must be a visible one. */
  readonly secret: boolean
  /** The JSON text it stands in: where that is in the process, and where it is within. Null: a reference would not be filled in there. */
  readonly place: (Span & { readonly token: Span }) | null
}

/**
 * Lists the credentials in a process, in the order of its text: login and secret of the Start node, certificates and keys,
 * headers, URLs and bodies of API Calls; and those in scripts and elsewhere, which can only be named.
 *
 * @param text of one process (`ReadProcess.text`); what is no JSON has none
 */
export function findCredentials(text: string): Credential[] {
  const parsed = parseJson(text)
  if (!('value' in parsed)) return []
  const process = itemsOf(parsed.value)[0]
  const scheme = memberOf(process, 'scheme')
  return itemsOf(memberOf(scheme, 'nodes') ?? memberOf(process, 'nodes')).flatMap((node) =>
    inNode(parsed.value, node),
  )
}

type Told = Pick<Credential, 'code' | 'name'> & {
  readonly at: JsonValue
  readonly span: Span
  readonly kept?: boolean
  readonly secret?: boolean
}

function inNode(root: JsonValue, node: JsonValue): Credential[] {
  const logics = itemsOf(memberOf(memberOf(node, 'condition') ?? node, 'logics'))
  const told = [...inOptions(memberOf(node, 'options')), ...logics.flatMap(inLogic)]
  return told.map(({ code, name, at, span, kept = false, secret = true }) => {
    const text = textOf(at)
    return {
      code,
      nodeId: textOf(memberOf(node, 'id') ?? memberOf(node, 'obj_id')),
      nodeTitle: textOf(memberOf(node, 'title')),
      path: pathTo(root, at.start),
      line: lineOf(at),
      name,
      value:
        code === 'credential_in_options' && at.kind === 'string'
          ? unescapeIn(text, span)
          : text.slice(span.from, span.to),
      secret,
      place: kept || at.kind !== 'string' ? null : { ...span, token: { from: at.start, to: at.end } },
    }
  })
}

const LOGIN = /^(?:login|user|username|secret|pass|password)$/i

/** `login` and `secret` of Basic auth, in clear in a JSON text of its own. */
function inOptions(options: JsonValue | undefined): Told[] {
  if (options === undefined) return []
  const inner = options.kind === 'string' ? parseJson(options.value) : { value: options, doubles: [] }
  if (!('value' in inner) || inner.value.kind !== 'object') return []
  return [...inner.value.members].flatMap(([key, member]): Told[] => {
    if (!LOGIN.test(key)) return []
    if (member.kind !== 'string' || member.value === '' || member.value.includes('{{')) return []
    const isOwn = options.kind !== 'string'
    const span = isOwn ? { from: 0, to: member.value.length } : { from: member.start + 1, to: member.end - 1 }
    return [{ code: 'credential_in_options', name: key, at: isOwn ? member : options, span }]
  })
}

/** What a part of a JSON text within a text says; of a text that is no such part, the part itself. */
function unescapeIn(text: string, { from, to }: Span): string {
  const isQuoted = text[from - 1] === '"' && text[to] === '"'
  return isQuoted ? (JSON.parse(text.slice(from - 1, to + 1)) as string) : text.slice(from, to)
}

function inLogic(logic: JsonValue): Told[] {
  const type = textOf(memberOf(logic, 'type'))
  if (type === 'api') return inApiCall(logic)
  // Nothing is filled in in scripts and queries: what stands there can only be named.
  const isScript = SCRIPTS.includes(type)
  const code: Told['code'] = isScript ? 'credential_in_code' : 'credential_in_body'
  return listStrings(logic).flatMap(({ key, at }): Told[] => {
    const tokens = findTokens(textOf(at)).map((span) => ({
      code,
      name: key,
      at,
      span,
      kept: isScript,
      secret: false,
    }))
    if (tokens.length > 0 || isScript || !namesCredential(key)) return tokens
    // Only its name says so: it may as well be a word such as `none`.
    const span = findNamed(textOf(at))
    return span === null ? [] : [{ code, name: key, at, span, kept: true }]
  })
}

const SCRIPTS: readonly string[] = ['api_code', 'git_call', 'api_git', 'db_call']

function inApiCall(logic: JsonValue): Told[] {
  return listStrings(logic).flatMap(({ key, at, under }): Told[] => {
    const text = textOf(at)
    const whole = (code: Told['code']) => {
      const span = findNamed(text)
      return span === null ? [] : [{ code, name: key, at, span }]
    }
    if (key === 'url' && under === '')
      return findInUrl(text).map((span) => ({ code: 'credential_in_url', name: 'url', at, span }))
    if (key === 'cert_pem' && under === '') return whole('credential_in_certificate')
    if (key === 'api_secret_outer' && under === '') return whole('credential_in_certificate')
    const code: Told['code'] = under === 'extra_headers' ? 'credential_in_header' : 'credential_in_body'
    if ((under === 'extra_headers' || under === 'extra') && namesCredential(key)) return whole(code)
    return findInBody(text).map((span) => ({ code, name: key, at, span }))
  })
}

/** The texts of a logic with their keys, and the key of the object they are in; those of types are none. */
function listStrings(value: JsonValue, under = ''): { key: string; at: JsonValue; under: string }[] {
  const entries: [string, JsonValue][] =
    value.kind === 'object'
      ? [...value.members]
      : value.kind === 'array'
        ? value.items.map((item) => [under, item])
        : []
  return entries.flatMap(([key, at]) => {
    if (/_type$/.test(key)) return []
    return at.kind === 'string' ? [{ key, at, under }] : listStrings(at, key)
  })
}
