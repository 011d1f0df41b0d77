export { default } from '../campaign-workflows/signalled-events.start.ts'
