import type { Model } from '../model/model.ts'
import type { Account, Driver } from './account.ts'
import type { Observation } from './observation.ts'
import { decay } from './score.ts'

/** Less weight than this is a residue of taking an observation out. */
const residue = 1e-12

/** Puts an observation in at the account's time; a late one arrives with the weight that it would have by now. */
export function addObservation(account: Account, o: Observation, occurredAt: number, model: Model): void {
  const driver = driverOf(account, o.driver)
  const left = o.weight * decay(moveSums(driver, account.time, model), account.time - occurredAt)
  driver.weight += left
  driver.sum += left * o.value
  account.observations++
  account.observed = true
}

/** Takes an observation out with its remaining weight. */
export function removeObservation(account: Account, o: Observation, occurredAt: number, model: Model): void {
  const driver = driverOf(account, o.driver)
  const left = o.weight * decay(moveSums(driver, account.time, model), account.time - occurredAt)
  driver.weight -= left
  driver.sum -= left * o.value
  if (driver.weight < residue) driver.weight = driver.sum = 0
  account.observations--
}

/** Notes that an event changed the driver's sums. */
export function touch(account: Account, name: string, eventId: string, note: string | null): void {
  account.touches.add(account.drivers.indexOf(driverOf(account, name)), account.accepted, eventId, note)
}

/** Before a driver's half-life changes, its sums are brought to the account's time by the old one. */
export function moveAllSums(account: Account, model: Model, changed: (driver: string) => boolean): void {
  for (const driver of account.drivers) if (changed(driver.name)) moveSums(driver, account.time, model)
}

function moveSums(driver: Driver, to: number, model: Model): number {
  const halfLifeMs = model.halfLifeMs(driver.name)
  const factor = decay(halfLifeMs, to - driver.ref)
  driver.weight *= factor
  driver.sum *= factor
  driver.ref = to
  return halfLifeMs
}

function driverOf(account: Account, name: string): Driver {
  for (const driver of account.drivers) if (driver.name === name) return driver
  const created: Driver = { name, weight: 0, sum: 0, ref: account.time }
  account.drivers.push(created)
  return created
}
