import type { StandInRecord } from './loan-transactions.ts'
import { created, invalid, ok, refuse } from './serve/answer.ts'
import { type Route, route } from './serve/route.ts'
import { drawKey, type Entity, Table } from './serve/table.ts'

export interface StandInUser {
  readonly encodedKey: string
  readonly username: string
  readonly userState: string
  readonly role: { readonly encodedKey: string; readonly id: string } | null
}

export interface NewUser {
  /** Id of the role. Default: none. */
  readonly role?: string
  /** Default: `ACTIVE`. */
  readonly state?: string
}

const OWNERS = new Set([
  'CLIENT',
  'GROUP',
  'LOAN_PRODUCT',
  'SAVINGS_PRODUCT',
  'CENTRE',
  'BRANCH',
  'USER',
  'LOAN_ACCOUNT',
  'DEPOSIT_ACCOUNT',
  'ID_DOCUMENT',
  'LINE_OF_CREDIT',
  'GL_JOURNAL_ENTRY',
])

/** Users, the tasks opened for them, comments, and credit arrangements. */
export class StandInWorkItems {
  readonly users: StandInUser[] = []
  readonly tasks: StandInRecord[] = []
  readonly comments: StandInRecord[] = []
  readonly arrangements = new Table<Entity>()

  addUser(username: string, key = drawKey(), { role, state = 'ACTIVE' }: NewUser = {}): StandInUser {
    const user = {
      encodedKey: key,
      username,
      userState: state,
      role: role === undefined ? null : { encodedKey: drawKey(), id: role },
    }
    this.users.push(user)
    return user
  }

  addArrangement(arrangement: {
    readonly id: string
    readonly key?: string
    readonly amount?: number
    readonly state?: string
    readonly holderKey?: string
  }): Entity {
    const amount = arrangement.amount ?? 100_000
    return this.arrangements.add({
      id: arrangement.id,
      encodedKey: arrangement.key ?? drawKey(),
      state: arrangement.state ?? 'APPROVED',
      amount,
      availableCreditAmount: amount,
      currency: { code: 'EUR' },
      holderKey: arrangement.holderKey ?? null,
    })
  }

  readonly routes: readonly Route[] = [
    route('GET /users/{id}', ({ ids: [id] }) => {
      const user = this.users.find(({ encodedKey, username }) => encodedKey === id || username === id)
      return user ? ok(user) : refuse(404, 4, 'INVALID_PARAMETERS', `no user '${id}'`)
    }),
    route('POST /tasks', ({ body, idempotencyKey }) => {
      for (const field of ['title', 'dueDate', 'assignedUserKey'])
        if (typeof body[field] !== 'string') return invalid(field)
      if (!this.users.some(({ encodedKey }) => encodedKey === body.assignedUserKey))
        return invalid('assignedUserKey')
      const record = { encodedKey: drawKey(), idempotencyKey, body }
      this.tasks.push(record)
      return created({ ...body, encodedKey: record.encodedKey, status: 'OPEN' })
    }),
    route('POST /comments', ({ body, idempotencyKey }) => {
      if (typeof body.text !== 'string' || body.text === '') return invalid('text')
      if (typeof body.ownerKey !== 'string') return invalid('ownerKey')
      if (!OWNERS.has(String(body.ownerType))) return invalid('ownerType')
      const record = { encodedKey: drawKey(), idempotencyKey, body }
      this.comments.push(record)
      return created({ ...body, encodedKey: record.encodedKey })
    }),
    route('GET /creditarrangements/{id}', ({ ids: [id] }) => {
      const found = this.arrangements.find(id)
      return found ? ok(found) : refuse(404, 700, 'INVALID_CREDIT_ARRANGEMENT_ID', `none '${id}'`)
    }),
  ]
}
