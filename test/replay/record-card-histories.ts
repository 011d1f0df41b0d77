/**
 * Writes histories/card-authorisation-*.json anew, over the whole path and on a dev server of its own. Only after a
 * change that is meant to break tasks under way: until then the old files prove that they go on after a deployment.
 *
 *     npx tsx test/replay/record-card-histories.ts
 */
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import type { CardMessage } from '../../workflows/card-authorisation/card-message.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { authorisation, clearing, reversal } from '../processes/card-message.ts'
import { writeHistory } from './write-history.ts'

const PROCESS = 'card-authorisation'
const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
const stack = await startProcessStack({ temporal: server.address, processes: [PROCESS] })
stack.mambu.addDeposit({ id: 'CA-1', balance: 500, cardTokens: ['card-1'] })
const send = (message: CardMessage) => stack.send(PROCESS, message)

async function untilOpen(asked: CardMessage) {
  const task = await stack.taskOf(PROCESS, { ref: asked.authorization_token })
  await stack.untilWaiting(task, 'Wait for a clearing or reversal')
  return task
}

/** Each way a payment can go; the caller waits for the reply by an Update in all of them. */
const PLAYS: Readonly<Record<string, (stack: ProcessStack) => Promise<CardMessage>>> = {
  cleared: async () => {
    const asked = authorisation('card-1')
    await send(asked)
    await untilOpen(asked)
    await send(clearing(asked, { amount: 20, final: false }))
    await send(clearing(asked, { amount: 15 }))
    return asked
  },
  reversed: async () => {
    const asked = authorisation('card-1')
    await send(asked)
    await untilOpen(asked)
    await send(reversal(asked, { amount: 20 }))
    await send(reversal(asked, { amount: 22.5 }))
    return asked
  },
  denied: async () => {
    const asked = authorisation('card-1', { amount: 999 })
    await send(asked)
    return asked
  },
  'stand-in': async ({ mambu }) => {
    const release = mambu.holdNextPost()
    const asked = authorisation('card-1', { answer_within_ms: 1_000 })
    await send(asked)
    release()
    await untilOpen(asked)
    await send(clearing(asked))
    return asked
  },
  'denied-late': async ({ mambu }) => {
    const release = mambu.holdNextPost()
    const asked = authorisation('card-1', { amount: 300, answer_within_ms: 1_000 })
    await send(asked)
    release()
    return asked
  },
  'back-office': async ({ mambu }) => {
    const asked = authorisation('card-1')
    await send(asked)
    const task = await untilOpen(asked)
    mambu.failNext(1, 400, {}, 'POST /cards/card-1/financialtransactions')
    await send(clearing(asked))
    await stack.untilWaiting(task, 'Wait for the back office')
    await task.signal('resolve', 'booked')
    return asked
  },
  cancelled: async () => {
    const asked = authorisation('card-1')
    await send(asked)
    await (await untilOpen(asked)).cancel()
    return asked
  },
  stray: async () => {
    const late = clearing(authorisation('card-1'), { amount: 5 })
    await send(late)
    return late
  },
}

for (const [name, play] of Object.entries(PLAYS)) {
  const asked = await play(stack)
  const task = await stack.taskOf(PROCESS, { ref: asked.authorization_token })
  await task.result().catch(() => null)
  await writeHistory(`${PROCESS}-${name}`, task)
}
await stack.stop()
await server.stop()
