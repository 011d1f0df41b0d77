export { shellWord } from '../temporal/shell-word.ts'
