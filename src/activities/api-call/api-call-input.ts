/** What the node `apiCall` gives to its activity, and gets. References to variables are still references here. */

export type ApiMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** How the body of a request is written. */
export type ApiFormat = 'json' | 'xml' | 'form' | 'raw'

/** Signs a request with a secret. */
export type ApiSignature =
  /** `header` (default `x-signature`) = hex HMAC-SHA256(secret, time + '.' + body); `x-signature-time` = seconds. */
  | { readonly scheme: 'hmac-sha256'; readonly secret: string; readonly header?: string }
  /** MPO's own: query `conv_time`, `conv_id`, `conv_signature` = hex SHA1(time + secret + body + secret). */
  | { readonly scheme: 'mpo'; readonly secret: string; readonly convId: string }

export interface ApiCallInput {
  readonly node: string
  readonly taskId: string
  /** The same in every retry, another for every visit. */
  readonly callId: string
  readonly method: ApiMethod
  readonly url: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** Names (or ids) of the variables its texts may refer to: texts hold data of others, which must not reach further. */
  readonly variables: readonly string[]
  /** References to callback URLs that it may hold, for the same reason. */
  readonly callbacks: readonly string[]
  readonly format: ApiFormat
  /** Absent: no body. */
  readonly body?: unknown
  /** True: the body is data of others, and no variable is put into it. Default: false. */
  readonly plainBody?: boolean
  /** Name of a response schema of the worker; null: none. */
  readonly response: string | null
  readonly timeoutMs: number
  readonly maxResponseBytes: number
  readonly maxThreads: number
  readonly allowPrivate: boolean
  readonly idempotencyKey: boolean
  /** PEM of certificate and private key. */
  readonly clientCertificate: string | null
  /** PEM of the authorities to trust in place of the usual ones. */
  readonly serverCa: string | null
  readonly sign: ApiSignature | null
  readonly basic: { readonly user: string; readonly password: string } | null
}

export interface ApiAnswer<Body = unknown> {
  /** 200 to 299. */
  readonly status: number
  /** Lower-case names; cookies are left out. */
  readonly headers: Readonly<Record<string, string>>
  /** As its content type says: JSON value, object of XML or form, text, `{ base64 }` of bytes; null when empty. */
  readonly body: Body
}
