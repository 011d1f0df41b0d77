import { created, invalid, ok, page, refuse, type StandInAnswer } from './serve/answer.ts'
import { applyPatch } from './serve/patch.ts'
import { type Route, route } from './serve/route.ts'
import { search } from './serve/search.ts'
import { drawKey, type Entity, now, Table } from './serve/table.ts'

export interface NewStandInClient {
  readonly id: string
  /** Default: drawn. */
  readonly key?: string
  /** Default: `INACTIVE`, as Mambu makes them. */
  readonly state?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly birthDate?: string
  readonly email?: string
  readonly country?: string
  readonly assignedUserKey?: string
  /** Custom fields by set, e.g. `{ _AML: { status: 'NEW' } }`. */
  readonly custom?: Readonly<Record<string, unknown>>
}

/** From where to where a client may be moved (docs: client life cycle). */
const MOVES: Readonly<Record<string, readonly string[]>> = {
  PENDING_APPROVAL: ['INACTIVE', 'REJECTED', 'BLACKLISTED'],
  INACTIVE: ['PENDING_APPROVAL', 'EXITED', 'BLACKLISTED', 'ACTIVE'],
  ACTIVE: ['INACTIVE', 'BLACKLISTED'],
  REJECTED: ['PENDING_APPROVAL'],
  EXITED: ['INACTIVE', 'BLACKLISTED'],
  BLACKLISTED: ['INACTIVE', 'PENDING_APPROVAL', 'EXITED'],
}

export class StandInClients {
  readonly clients = new Table<Entity>()
  readonly groups = new Table<Entity>()
  #drawn = 0

  addClient(client: NewStandInClient): Entity {
    return this.clients.add({
      id: client.id,
      encodedKey: client.key ?? drawKey(),
      state: client.state ?? 'INACTIVE',
      firstName: client.firstName ?? 'Ada',
      lastName: client.lastName ?? 'Lovelace',
      birthDate: client.birthDate ?? '1990-12-10',
      emailAddress: client.email ?? null,
      mobilePhone: null,
      addresses: client.country === undefined ? [] : [{ country: client.country }],
      assignedUserKey: client.assignedUserKey ?? null,
      creationDate: now(),
      ...client.custom,
    })
  }

  addGroup(group: {
    readonly id: string
    readonly key?: string
    readonly name?: string
    readonly memberKeys?: readonly string[]
  }): Entity {
    return this.groups.add({
      id: group.id,
      encodedKey: group.key ?? drawKey(),
      groupName: group.name ?? 'Analysts',
      groupMembers: (group.memberKeys ?? []).map((clientKey) => ({ clientKey })),
    })
  }

  readonly routes: readonly Route[] = [
    route('POST /clients:search', ({ body, query }) => {
      const found = search(this.clients.all(), body.filterCriteria, body.sortingCriteria)
      return 'fault' in found ? invalid(found.fault) : page(query, found.rows)
    }),
    route('GET /clients/{id}', ({ ids: [id] }) => this.#withClient(id, ok)),
    route('PATCH /clients/{id}', ({ ids: [id], list }) =>
      this.#withClient(id, (client) =>
        applyPatch(client, list, (field, value) => checkMove(client, field, value)),
      ),
    ),
    route('POST /clients', ({ body }) => this.#create(body)),
    route('GET /groups/{id}', ({ ids: [id] }) => {
      const group = this.groups.find(id)
      return group ? ok(group) : refuse(404, 302, 'INVALID_GROUP_ID', `no group '${id}'`)
    }),
  ]

  #withClient(id: string | undefined, answer: (client: Entity) => StandInAnswer): StandInAnswer {
    const client = this.clients.find(id)
    return client ? answer(client) : refuse(404, 301, 'INVALID_CLIENT_ID', `no client '${id}'`)
  }

  #create(body: Readonly<Record<string, unknown>>): StandInAnswer {
    for (const field of ['firstName', 'lastName']) if (typeof body[field] !== 'string') return invalid(field)
    this.#drawn += 1
    const id = typeof body.id === 'string' ? body.id : String(100_000_000 + this.#drawn)
    if (this.clients.find(id)) return refuse(400, 320, 'CLIENT_ID_ALREADY_IN_USE', 'id')
    const client = { state: 'INACTIVE', ...body, id, encodedKey: drawKey(), creationDate: now() }
    return created(this.clients.add(client))
  }
}

function checkMove(client: Entity, field: string, value: unknown): StandInAnswer | null {
  if (field !== 'state' || client.state === value) return null
  return MOVES[String(client.state)]?.includes(String(value))
    ? null
    : refuse(400, 309, 'INVALID_CLIENT_STATE_TRANSITION', `${String(client.state)} to ${String(value)}`)
}
