export { default } from '../campaign-workflows/paid-events.start.ts'
