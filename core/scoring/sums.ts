import type { Model } from '../model/model.ts'
import type { Account } from './account.ts'
import type { Observation } from './observation.ts'
import { decay } from './score.ts'

/** Less weight than this is a residue of taking an observation out. */
const residue = 1e-12

/** Puts an observation in at the account's time; a late one arrives with the weight that it would have by now. */
export function addObservation(account: Account, o: Observation, occurredAt: number, model: Model): void {
  const { drivers, time } = account
  const driver = placeOf(account, o.driver)
  const left = o.weight * decay(moveSums(account, driver, model), time - occurredAt)
  drivers.set(driver, drivers.weight(driver) + left, drivers.sum(driver) + left * o.value, time)
  account.observations++
  account.observed = true
}

/** Takes an observation out with its remaining weight. */
export function removeObservation(account: Account, o: Observation, occurredAt: number, model: Model): void {
  const { drivers, time } = account
  const driver = placeOf(account, o.driver)
  const left = o.weight * decay(moveSums(account, driver, model), time - occurredAt)
  const weight = drivers.weight(driver) - left
  if (weight < residue) drivers.set(driver, 0, 0, time)
  else drivers.set(driver, weight, drivers.sum(driver) - left * o.value, time)
  account.observations--
}

/** Notes that an event changed the driver's sums. */
export function touch(account: Account, name: string, eventId: string, note: string | null): void {
  account.touches.add(placeOf(account, name), account.accepted, eventId, note)
}

/** Before a driver's half-life changes, its sums are brought to the account's time by the old one. */
export function moveAllSums(account: Account, model: Model, changed: (driver: string) => boolean): void {
  for (let i = 0; i < account.drivers.length; i++) if (changed(account.drivers.name(i))) moveSums(account, i, model)
}

/** To the account's time; gives the driver's half-life. */
function moveSums({ drivers, time }: Account, driver: number, model: Model): number {
  const halfLifeMs = model.halfLifeMs(drivers.name(driver))
  const factor = decay(halfLifeMs, time - drivers.ref(driver))
  drivers.set(driver, drivers.weight(driver) * factor, drivers.sum(driver) * factor, time)
  return halfLifeMs
}

function placeOf({ drivers, time }: Account, name: string): number {
  const known = drivers.find(name)
  return known < 0 ? drivers.add(name, 0, 0, time) : known
}
