import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as SenderModule from '../../../services/shared/kafka/sender.ts'
import type { OutRecord } from '../../../services/shared/kafka/log-record.ts'

/**
 * Loaded into a real service before its own code: after SIGUSR2 the process is killed as soon as the brokers have acknowledged records of its, before it can
 * commit what they came from. So its successor writes them again for certain, where a kill at any moment leaves that to chance.
 */
const sender = join(dirname(process.argv[1]!), '..', 'shared', 'kafka', 'sender.ts')
const { Sender } = (await import(pathToFileURL(sender).href)) as typeof SenderModule
const { send } = Sender.prototype
let armed = false
process.on('SIGUSR2', () => {
  armed = true
  process.stdout.write('dies with the next records that are stored\n')
})

Sender.prototype.send = async function (this: SenderModule.Sender, records: readonly OutRecord[]) {
  const produced = await send.call(this, records)
  // Progress, which has no key, is never repeated.
  if (armed && records.some(({ key }) => key !== null)) process.kill(process.pid, 'SIGKILL')
  return produced
}

export {}
