/** What runs in each thread: loads QuickJS, says that it is ready, and answers one job after the other. */
import { parentPort } from 'node:worker_threads'
import type { CodeOutcome } from './code-input.ts'
import { loadEngine } from './load-engine.ts'
import { runScript, type ScriptJob } from './run-script.ts'

/** What a thread says to who started it; its first word is `ready`. */
export type ThreadWord = 'ready' | CodeOutcome

// Dates of a script are in UTC, as on MPO, wherever this worker stands: this is what QuickJS asks for the zone
Date.prototype.getTimezoneOffset = () => 0

const quickjs = await loadEngine()
const say = (word: ThreadWord) => parentPort?.postMessage(word)
// What it throws ends the thread: the engine is broken then
parentPort?.on('message', (job: ScriptJob) => say(runScript(quickjs, job)))
say('ready')
