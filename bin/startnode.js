#!/usr/bin/env node
// In a clone the TypeScript sources run as they are; the published package has only dist/.
import { existsSync } from 'node:fs'

const source = new URL('../src/cli/main.ts', import.meta.url)
if (existsSync(source)) {
  await import('./load-typescript.js')
  await import(source.href)
} else {
  await import('../dist/src/cli/main.js')
}
