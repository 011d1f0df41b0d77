import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawKeys } from '../../src/boot/draw-keys.ts'

const modeOf = (path: string) => statSync(path).mode & 0o777

test('the state folder of development and the keys in it are their owner’s alone, also where they were open before', () => {
  const base = mkdtempSync(join(tmpdir(), 'startnode-keys-'))
  try {
    const fresh = join(base, 'new', '.startnode')
    const old = join(base, 'old')
    mkdirSync(old)
    chmodSync(old, 0o755)
    for (const dir of [fresh, old]) {
      drawKeys(dir)
      expect([dir, modeOf(dir)]).toEqual([dir, 0o700])
      expect(readdirSync(dir).map((file) => modeOf(join(dir, file)))).toEqual([0o600, 0o600])
    }
  } finally {
    rmSync(base, { recursive: true })
  }
})
