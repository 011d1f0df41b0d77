/** Looking needs no worker; changing says that one is missing, and changes nothing. */
import { expect, test } from 'vitest'
import { PLAIN, useQuarantine } from './open-quarantine.ts'

const open = useQuarantine(false)

test('without a worker an entry is shown as it came, and a change is refused in plain words', async () => {
  const { delivery } = await open.send(PLAIN, '{"id":"L1"}')
  const { process, taskId } = delivery
  expect(await open.quarantine.show(process, taskId)).toMatchObject({
    current: false,
    body: '{"id":"L1"}',
    ended: null,
    problem: { code: 'schema_mismatch' },
  })
  await expect(open.quarantine.resubmit(process, taskId, { actor: 'test:bob' })).rejects.toMatchObject({
    code: 'worker_missing',
  })
  await open.client.getHandle(`${process}/d/${taskId}`).terminate()
})
