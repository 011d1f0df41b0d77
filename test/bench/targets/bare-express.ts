/** What most people would write: Express with its own JSON parser, answering what a receiver answers. */
import type { AddressInfo } from 'node:net'
import express from 'express'
import { answerAccepted } from '../../../src/receiver/answer.ts'

const answer: unknown = JSON.parse(answerAccepted('0123456789abcdef01234567').body)
const app = express()
app.post('/{*path}', express.json(), (_request, response) => {
  response.json(answer)
})
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
