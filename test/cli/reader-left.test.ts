/** A reader of the output that leaves (`| head`) ends a command in silence; a command line that can't be read is wrong usage. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildProject } from '../helpers/built-project.ts'
import { plainEnv } from '../helpers/child-process.ts'

let startnode: string
beforeAll(async () => {
  startnode = join(await buildProject(), 'bin', 'startnode.js')
})

test.each([['--help'], ['mambu', 'template', 'loan-approved'], ['no-such-command']])(
  'startnode %s %s',
  async (...args) => {
    const child = spawn(process.execPath, [startnode, ...args], {
      env: plainEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    // The other end of a real pipe is closed.
    child.stdout.destroy()
    const code = await new Promise((resolve) => child.once('close', resolve))
    const isFault = args[0] === 'no-such-command'
    expect([code, /EPIPE|\n {4}at /.test(stderr)]).toEqual([isFault ? 2 : 0, false])
    if (!isFault) expect(stderr.replace(/^(?:Content type|\/).*\n/gm, '')).toBe('')
  },
)

test.each([[[]], [['quarantine', 'no-such-command']], [['rotate', 'loan-approved', '--no-such-option']]])(
  'startnode %j: exit code 2',
  async (args) => {
    const child = spawn(process.execPath, [startnode, ...args], { env: plainEnv(), stdio: 'ignore' })
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2)
  },
)
