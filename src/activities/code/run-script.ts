import { randomBytes } from 'node:crypto'
import { type QuickJSContext, type QuickJSHandle, type QuickJSWASMModule, Scope } from 'quickjs-emscripten'
import { failFormat, failRun, TIMED_OUT } from './code-failure.ts'
import type { CodeOutcome } from './code-input.ts'
import { readResult } from './read-result.ts'
import { SANDBOX, SCRIPT, wrapScript } from './sandbox-source.ts'
import { findLibrary, LIBRARIES } from './script-libraries.ts'

/** One run of a script, as it goes to a thread. */
export interface ScriptJob {
  readonly source: string
  /** JSON of the data of the task. */
  readonly dataText: string
  /** JSON of `root.*`. */
  readonly rootText: string
  /** Milliseconds. */
  readonly timeLimitMs: number
}

/** Of the stack; code-thread.ts gives the thread enough for WebAssembly to get this far. About 3,000 calls deep. */
const STACK_BYTES = 512 * 1024
/** Kept aside while a script runs, and given back so that its "out of memory" can be described. */
const SPARE_BYTES = 256 * 1024

/** QuickJS's own words; where even they have no room it throws null. */
const OUT_OF_MEMORY = 'InternalError: out of memory'
const UNSEEN = 'The script threw what can not be shown'

const IS_RETURN = /\breturn\b/
const RETURN_OUTSIDE = 'return not in a function'

/** What a script threw, as an exception of the host; the handle lives in the scope of the run. */
class Thrown extends Error {
  readonly handle: QuickJSHandle
  constructor(handle: QuickJSHandle) {
    super('The script threw')
    this.handle = handle
  }
}

/**
 * Runs a script in a runtime of its own, to its end or to its time limit.
 *
 * @throws what QuickJS itself can't survive (its WebAssembly trapped): the module must not be used again
 * @example runScript(await loadEngine(), { source: 'data.a = 1', dataText: '{}', rootText: '{}', timeLimitMs: 5000 })
 */
export function runScript(quickjs: QuickJSWASMModule, job: ScriptJob): CodeOutcome {
  const deadline = performance.now() + job.timeLimitMs
  let isLate = false
  return Scope.withScope((scope) => {
    const runtime = scope.manage(quickjs.newRuntime())
    runtime.setMaxStackSize(STACK_BYTES)
    runtime.setInterruptHandler(() => {
      isLate ||= performance.now() > deadline
      return isLate
    })
    const context = scope.manage(runtime.newContext())
    const spare = scope.manage(context.newArrayBuffer(new ArrayBuffer(SPARE_BYTES)))
    const run = new ScriptRun(context, scope)
    let stage: 'run' | 'close' = 'run'
    try {
      run.open(job)
      const { data, returned } = run.evaluate(job.source)
      stage = 'close'
      const after = run.close(data, returned)
      // Promises of the script swallow it when they are interrupted
      if (isLate) return TIMED_OUT
      return readResult(job.dataText, after.data, after.returned)
    } catch (error) {
      if (!(error instanceof Thrown)) throw error
      if (isLate) return TIMED_OUT
      const isFull = run.isFull()
      spare.dispose()
      const description = run.describe(error.handle, isFull ? OUT_OF_MEMORY : UNSEEN)
      if (isLate) return TIMED_OUT
      return stage === 'run' ? failRun(description) : failFormat(description)
    }
  })
}

class ScriptRun {
  readonly #context: QuickJSContext
  readonly #scope: Scope
  readonly #sandbox: QuickJSHandle
  readonly #loaded = new Set<string>()

  constructor(context: QuickJSContext, scope: Scope) {
    this.#context = context
    this.#scope = scope
    this.#sandbox = this.#eval(SANDBOX, 'sandbox')
  }

  open({ dataText, rootText }: ScriptJob): void {
    const context = this.#context
    const load = context.newFunction('load', (path) =>
      this.#rethrow(() => this.#load(context.getString(path))),
    )
    // That of QuickJS begins with the time: two runs in one millisecond would draw the same numbers
    const random = context.newFunction('random', () => context.newNumber(Math.random()))
    const texts = [context.newString(dataText), context.newString(rootText)]
    const parameters = [...texts, load, random].map((handle) => this.#scope.manage(handle))
    this.#call('open', ...parameters)
  }

  /** As a script of its own, where `data` is a global; as a function where it returns at its top level. */
  evaluate(source: string): { data: QuickJSHandle; returned: QuickJSHandle } {
    const context = this.#context
    if (!this.#returnsAtTop(source)) {
      this.#eval(source, SCRIPT)
      this.#runJobs()
      return { data: this.#eval('data', 'sandbox'), returned: context.undefined }
    }
    const script = this.#eval(wrapScript(source), SCRIPT)
    const data = this.#eval('data', 'sandbox')
    const keep = this.#get(this.#sandbox, 'keep')
    const returned = this.#take(context.callFunction(script, context.global, data, keep))
    this.#runJobs()
    return { data: this.#call('kept'), returned }
  }

  close(data: QuickJSHandle, returned: QuickJSHandle): { data: string; returned: string } {
    return {
      data: this.#context.getString(this.#call('close', data)),
      returned: this.#context.getString(this.#call('closeReturned', returned, data)),
    }
  }

  /**
   * `TypeError: x is not a function (line 3)`; the line is the innermost one of the script itself.
   *
   * @param unseen what is said where nothing was thrown that has a text
   */
  describe(thrown: QuickJSHandle, unseen: string): string {
    const [text, stack] = ['describe', 'stackOf'].map((name) => {
      try {
        return this.#context.getString(this.#call(name, thrown))
      } catch (error) {
        if (error instanceof Thrown) return ''
        throw error
      }
    })
    const line = new RegExp(`\\b${SCRIPT}:(\\d+)`).exec(stack ?? '')?.[1]
    const isSeen = text !== '' && !(text === 'null' && unseen === OUT_OF_MEMORY)
    const said = isSeen ? text : unseen
    return line === undefined ? `${said}` : `${said} (line ${line})`
  }

  /** Whether memory is used up, but for what was kept aside. */
  isFull(): boolean {
    try {
      this.#call('probe')
      return false
    } catch (error) {
      if (error instanceof Thrown) return true
      throw error
    }
  }

  #returnsAtTop(source: string): boolean {
    if (!IS_RETURN.test(source)) return false
    const compiled = this.#context.evalCode(source, SCRIPT, { type: 'global', compileOnly: true })
    if (compiled.error === undefined) {
      compiled.value.dispose()
      return false
    }
    const message = this.#get(this.#scope.manage(compiled.error), 'message')
    return this.#context.getString(message) === RETURN_OUTSIDE
  }

  /** @returns undefined, or why there is no such library */
  #load(path: string): QuickJSHandle {
    const context = this.#context
    const files = findLibrary(path)
    if (files === null)
      return context.newString(
        `There is no library '${path}'. There are libs/<name>.js with the names ${LIBRARIES.join(', ')}`,
      )
    for (const { name, source } of files) {
      if (this.#loaded.has(name)) continue
      this.#loaded.add(name)
      const library = this.#eval(source, name)
      // Only CryptoJS looks for one: for the salt of what is encrypted with a password
      const host = name === 'crypto-js/core.js' ? this.#makeWindow() : context.undefined
      this.#take(context.callFunction(library, context.global, host))
    }
    return context.undefined
  }

  /** To the script, what a library threw is what `require` threw. */
  #rethrow(act: () => QuickJSHandle): QuickJSHandle {
    try {
      return act()
    } catch (error) {
      throw error instanceof Thrown ? error.handle : error
    }
  }

  #makeWindow(): QuickJSHandle {
    const context = this.#context
    const draw = context.newFunction('draw', () => context.newNumber(randomBytes(4).readUInt32LE()))
    const make = this.#eval(
      '(draw) => ({ crypto: { getRandomValues(array) { for (let i = 0; i < array.length; i++) array[i] = draw(); return array } } })',
      'sandbox',
    )
    return this.#take(context.callFunction(make, context.undefined, this.#scope.manage(draw)))
  }

  /** What promises of the script still have to do; there are no timers, so it ends, or the time does. */
  #runJobs(): void {
    const done = this.#context.runtime.executePendingJobs()
    if (done.error !== undefined) throw new Thrown(this.#scope.manage(done.error))
    done.dispose()
  }

  #call(name: string, ...parameters: QuickJSHandle[]): QuickJSHandle {
    const method = this.#get(this.#sandbox, name)
    return this.#take(this.#context.callFunction(method, this.#sandbox, ...parameters))
  }

  #get(object: QuickJSHandle, name: string): QuickJSHandle {
    return this.#scope.manage(this.#context.getProp(object, name))
  }

  #eval(source: string, name: string): QuickJSHandle {
    return this.#take(this.#context.evalCode(source, name, { type: 'global' }))
  }

  #take(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (result.error !== undefined) throw new Thrown(this.#scope.manage(result.error))
    return this.#scope.manage(result.value)
  }
}
