import { randomBytes } from 'node:crypto'

/** An entity as Mambu's JSON has it. */
export interface Entity {
  readonly id: string
  readonly encodedKey: string
  [field: string]: unknown
}

export function drawKey(): string {
  return randomBytes(16).toString('hex')
}

/** Now, as Mambu writes times. */
export function now(): string {
  return new Date().toISOString().replace('Z', '+00:00')
}

/** Entities of one kind, found by id or key. */
export class Table<T extends Entity> {
  readonly #byId = new Map<string, T>()
  readonly #byKey = new Map<string, T>()

  add(entity: T): T {
    this.#byId.set(entity.id, entity)
    this.#byKey.set(entity.encodedKey, entity)
    return entity
  }

  find(idOrKey: unknown): T | undefined {
    return this.#byId.get(String(idOrKey)) ?? this.#byKey.get(String(idOrKey))
  }

  all(): T[] {
    return [...this.#byId.values()]
  }
}
