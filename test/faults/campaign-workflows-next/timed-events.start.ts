export { default } from '../campaign-workflows/timed-events.start.ts'
