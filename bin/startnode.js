#!/usr/bin/env node
// In a clone the TypeScript sources run as they are; the published package has only dist/.
import { existsSync } from 'node:fs'

const source = new URL('../src/cli/main.ts', import.meta.url)
if (existsSync(source)) {
  const { register } = await import('tsx/esm/api')
  register()
  await import(source.href)
} else {
  await import('../dist/src/cli/main.js')
}
