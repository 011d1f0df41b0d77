/** What an evaluation may look at, and what it answers. */
import type { Json, JsonObject } from '../diagram.ts'

export type Path = readonly (string | number)[]

export interface Scope {
  /** The data of the task, as it was before the node. */
  readonly data: JsonObject
  /** `root.*`: task_id, ref, node_id, prev_node_id as texts; conv_id, user_id, create_time, change_time, end_time as numbers. */
  readonly root: Readonly<Record<string, string | number | null>>
  /** ms since epoch. The same in every round of one question. */
  readonly now: number
  /** [0, 1). Each `$.random` takes one; a round that ends with `needs` has taken some too. */
  readonly random: () => number
  /** Values that were read before, by `keyOfRead(read)`. */
  readonly given: Readonly<Record<string, Given>>
}

/** Something outside of the data that a text names. All texts in it are filled in already. */
export type Read =
  /** `{{conv[X].ref[R].a.b}}`: X is a number, `@alias` or text, as written. Path []: the whole data. */
  | { readonly kind: 'conv'; readonly conv: string; readonly ref: string; readonly path: Path }
  /** `{{env_var[@x].a}}`, `{{env_var[123]}}`: the name as written, so `@x` or `123`. */
  | { readonly kind: 'variable'; readonly name: string; readonly path: Path }
  /** `{{node[N].count}}` or the id of a sum; `conv` is null without `conv[..]`. */
  | { readonly kind: 'counter'; readonly conv: string | null; readonly node: string; readonly name: string }
  /** `{{node[N].public_callback_<form>}}`: form `corezoid` or `mandrill`. */
  | { readonly kind: 'callbackUrl'; readonly node: string; readonly form: string }
  /** How many seconds east of UTC the zone is at that moment (ms since epoch). */
  | { readonly kind: 'zone'; readonly zone: string; readonly at: number }

/** What a read gave; the value is `''` where nothing is there. */
export type Given =
  | { readonly value: Json }
  | { readonly failed: { readonly tag: string; readonly description: string } }

/** Where a read's value stands in `Scope.given`. Two reads that ask for the same have the same key. */
export function keyOfRead(read: Read): string {
  switch (read.kind) {
    case 'conv':
      return JSON.stringify(['conv', read.conv, read.ref, read.path])
    case 'variable':
      return JSON.stringify(['variable', read.name, read.path])
    case 'counter':
      return JSON.stringify(['counter', read.conv, read.node, read.name])
    case 'callbackUrl':
      return JSON.stringify(['callbackUrl', read.node, read.form])
    case 'zone':
      return JSON.stringify(['zone', read.zone, read.at])
  }
}

/**
 * A value; or why there is none, with the tag without the prefix of its kind (`wrong_convert_param`, `access_denied`, `budget`);
 * or what has to be read first, after which the same question is asked again.
 */
export type Filled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly tag: string; readonly description: string }
  | { readonly needs: readonly Read[] }
