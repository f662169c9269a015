import { describe, expect, it } from 'vitest'
import { newAccount } from '../../../core/scoring/account.ts'
import { decodeAccount, encodeAccount } from '../../../services/scorer/account-codec.ts'

const day = 86_400_000
/** `whole` below, as the program wrote it when the state's version was 2. */
const version2 = Buffer.from(
  'AgAAwFiOxnlCAAAA8zvGeUIDAwIBAABAjenFeUIAAAAAAAD4fwAAAAAAAPh/AAAAAAAA+H8AAAAAAAD4fwAAAADABNRAAAEJQsOkY2tlcmVpAAAAAAEDYW5hAAAAAAAAAPh/AAAAAAAA+H8BCGRlbGl2ZXJ5AAAAAAAA+D8AAAAAAABOQAAAgCeXxXlCAgNlLTEAAgNlLTICBwVOUFMgNAAAKgAqCjApqvIAAAAAQnnFlyeAAAAAAEBEAAAAAAAAP/gAAAAAAAAAA2UtMQIAAAAAAIBRQAAAAAAAAOA/AAAAAACgTkAAAAAAAAD4PwIAAAAAgATUQAEAAAAAAIBRQAAAAAAAAOA/AAAAAACAUUABAAAAAAAADMAAAAAAwATUQAMAAAAAAKBOQAAAAAAAAPg/AAAAAACAUUABAAAAAACAIcAAAAEEc2hvcA==',
  'base64',
)

function whole() {
  const account = newAccount('acc-1')
  Object.assign(account, { time: 20_500 * day, accepted: 3, contacts: 3, observations: 2, observed: true, lastContactAt: 20_499 * day, due: 20_501 * day, lastClose: 20_499, fedBy: 'shop' })
  account.crm = { ...account.crm, name: 'Bäckerei', owner: 'ana' }
  account.drivers.add('delivery', 1.5, 60, 20_498 * day)
  account.touches.add(0, 0, 'e-1', 'FAILED')
  account.touches.add(0, 2, 'e-2', 'NPS 4')
  account.closes = [{ value: 70, evidence: 0.5 }, { value: 61.25, evidence: 1.5 }]
  account.details = [
    { day: 20_498, accepted: 1, value: 70, evidence: 0.5, prior: 70, contributions: [-3.5] },
    { day: 20_499, accepted: 3, value: 61.25, evidence: 1.5, prior: 70, contributions: [-8.75] },
  ]
  account.remembered.put('e-1', { sequence: 0, acceptedAt: 20_498 * day, occurredAt: 20_498 * day, observation: { driver: 0, value: 40, weight: 1.5 }, replacedBy: null })
  return account
}

describe("an account's stored state", () => {
  it('is read as it was written', () => {
    expect(decodeAccount('acc-1', encodeAccount(whole())).details).toEqual(whole().details)
    expect(decodeAccount('acc-1', encodeAccount(whole())).touches.since(0, 0)).toEqual([{ eventId: 'e-1', note: 'FAILED' }, { eventId: 'e-2', note: 'NPS 4' }])
    expect(encodeAccount(decodeAccount('acc-1', encodeAccount(whole())))).toEqual(encodeAccount(whole()))
  })

  it('is read from what earlier versions wrote', () => {
    expect(encodeAccount(decodeAccount('acc-1', version2))).toEqual(encodeAccount(whole()))
    // Version 1 ended before the source that feeds the account: a byte that says that a text follows, its length, and the text.
    const version1 = Buffer.concat([Buffer.from([1]), version2.subarray(1, version2.length - 6)])
    expect(encodeAccount(decodeAccount('acc-1', version1))).toEqual(encodeAccount({ ...whole(), fedBy: null }))
  })

  it('with an open alert is read from what version 3 wrote, which did not say who had been told', () => {
    const version3 = Buffer.from('AwAAAAAAAGlAAAAAAAAAWUAAAAAAAAAAAAAA+H8AAAAAAAD4fwAAAAAAAPh/AAAAAAAA+H8AAAAAAAD4fwAAAAAAAPh/AAAAAAAAAAAAAAAAAAD4fwAAAAAAAPh/AAAAAAAAAQECAwEAAAAAAABJQAECYzEAAQAAAAAAAE5AAAAAAAAA+H8BAmJvAmJvAAAAAAAA+H8BAQIAAAAAAAD4fwAAAAAAACRAAgEEc2hvcA==', 'base64')
    const { alerts } = decodeAccount('acc-1', version3)
    expect(alerts.open).toEqual([{
      kind: 'LOW_SURVEY', episode: 2, sequence: 3, severity: 'HIGH', openedAt: 50, contactId: 'c1', state: 'OPENED', level: 1, waitingSince: 60, snoozedUntil: null, assignee: 'bo', owner: 'bo',
      target: null, told: [], answeredAt: null,
    }])
    const account = newAccount('acc-1')
    account.alerts.open = [{ ...alerts.open[0]!, told: ['lead', 'cx-executive'], answeredAt: 40 }]
    expect(decodeAccount('acc-1', encodeAccount(account)).alerts.open).toEqual(account.alerts.open)
  })

  it('keeps a detailed close whose score is not among the closes, and one whose prior changed', () => {
    const account = whole()
    account.closes = [{ value: 61.5, evidence: 1.5 }]
    account.details = [{ ...account.details[0]!, day: 20_490 }, { ...account.details[1]!, prior: 72 }]
    expect(decodeAccount('acc-1', encodeAccount(account)).details).toEqual(account.details)
  })

  it('is refused where a newer program wrote it', () => {
    expect(() => decodeAccount('acc-1', Buffer.concat([Buffer.from([99]), version2.subarray(1)]))).toThrow(/format 99.*run a newer one/)
  })
})
