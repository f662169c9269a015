import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fakeBroker } from '../../helpers/fake-broker.ts'
import { ask, connectionTo } from '../../helpers/library-connection.ts'

// patches/kafkajs+2.2.4.patch. Without it, requests that meet no connection open one each; when one of these closes, requests are written to another
// one that is gone, and every later request as well: a consumer that stands still for ever after its broker was restarted. Upstream, where such
// requests end in "write after end" or wait for ever: https://github.com/tulios/kafkajs/issues/1617 and 918.

test('requests that find no connection share one', async () => {
  const broker = await fakeBroker()
  const connection = connectionTo(broker.port)
  expect(await Promise.all(Array.from({ length: 12 }, () => ask(connection)))).toEqual(Array.from({ length: 12 }, () => true))
  expect(broker.sockets.length, 'connections').toBe(1)
})

test('a broker that comes back is answered to by everybody who asks, however often it closed connections before', async () => {
  const broker = await fakeBroker()
  const connection = connectionTo(broker.port)
  for (let round = 0; round < 20; round++) {
    broker.up = false
    broker.sockets.splice(0).forEach((socket) => socket.end())
    const until = async () => {
      while (!await ask(connection)) await pause(1)
      return 'answered'
    }
    const all = Array.from({ length: 12 }, until)
    await pause(15)
    broker.up = true
    const outcome = await Promise.race([Promise.all(all), pause(5000, 'no answer')])
    expect(outcome, `round ${round}`).toEqual(all.map(() => 'answered'))
  }
})

test('a connection that is being closed takes no more requests, or it would never be closed', async () => {
  const broker = await fakeBroker()
  const connection = connectionTo(broker.port)
  await ask(connection)
  broker.up = false
  void ask(connection)
  await pause(20)
  let going = true
  const asking = Array.from({ length: 5 }, async (_, i) => {
    await pause(i * 50)
    while (going) await Promise.all([ask(connection), pause(10)])
  })
  expect(await Promise.race([connection.disconnect(), pause(3000, 'still open')])).toBe(true)
  going = false
  await Promise.all(asking)
})
