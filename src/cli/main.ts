import { endProcess } from './end-process.ts'
import { endWithReader, terminal } from './print/output.ts'
import { createProgram } from './program.ts'

const words = process.argv.slice(2)
endWithReader(words[0])
const program = await createProgram(terminal, endProcess, words)
await program.parseAsync()
