import {
  type CustomizeVariantOptions,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSWASMModule,
  RELEASE_SYNC,
} from 'quickjs-emscripten'

type Memory = NonNullable<CustomizeVariantOptions['wasmMemory']>
/** Node has it; the types of Node have its types only. */
declare const WebAssembly: { readonly Memory: new (pages: { initial: number; maximum: number }) => Memory }

const PAGE_BYTES = 64 * 1024
/** Bytes that a script and its libraries may take up. */
const SCRIPT_BYTES = 32 * 1024 * 1024
/** What the engine itself takes up: its stack, its constants, the objects of an empty context. */
const ENGINE_BYTES = 8 * 1024 * 1024

/**
 * Loads QuickJS with a memory that can't grow beyond 40 MB. QuickJS's own limit (`setMemoryLimit`) does not hold in
 * WebAssembly: it learns there only how large the next piece is, never how much there is already.
 *
 * @example const quickjs = await loadEngine()
 */
export function loadEngine(): Promise<QuickJSWASMModule> {
  const wasmMemory = new WebAssembly.Memory({
    initial: (16 * 1024 * 1024) / PAGE_BYTES,
    maximum: (SCRIPT_BYTES + ENGINE_BYTES) / PAGE_BYTES,
  })
  return newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory }))
}
