import type { CueTable } from './lexicon.ts'

/**
 * Words that patterns name together, as `%group`. A word is in one group at most, the last that names it ("second" is an ordinal here: "second
 * time" is the commoner complaint). Numbers in digits are the token `#`.
 */
export const groups: CueTable = [
  {
    group: 'n',
    patterns: `
      #, two, three, four, five, six, seven, eight, nine, ten, twelve, fifteen, twenty, thirty, several, multiple, many, couple, few, dozen,
      half,
    `,
  },
  {
    group: 'time',
    patterns: `
      sec, secs, second, seconds, min, mins, minute, minutes, hr, hrs, hour, hours, day, days, week, weeks, wk, wks, month, months, year,
      years,
    `,
  },
  {
    group: 'ord',
    patterns: `
      2nd, 3rd, 4th, 5th, 6th, 7th, 8th, 9th, 10th, second, third, fourth, fifth, sixth, umpteenth, nth, hundredth, millionth,
    `,
  },
  { group: 'my', patterns: 'my, our, the, a, an, your, his, her, their, this, that, these, those, its, any, all, some, every, one' },
  { group: 'i', patterns: 'i, we, they, he, she, it, you, me, us, them, him, people, passengers, customers, guests' },
  { group: 'be', patterns: 'is, are, was, were, be, been, being, am, got, get, gets, getting' },
  {
    group: 'thing',
    patterns: `
      bag, bags, luggage, baggage, suitcase, order, orders, parcel, parcels, package, packages, item, items, delivery, flight, flights,
      train, bus, ride, connection, connections, product, shipment, phone, laptop, device, card, account, money, payment, refund,
      reservation, booking, appointment, app, website, site, page, system, internet, wifi, signal, service, line, room, food, meal, car,
      part, parts, ticket, tickets, seat, seats, meeting, call, email, points, password, login, update, data, file, files, battery, screen,
      charger, cable, headset, key, keys, wheelchair, stroller, box, machine, server, link,
    `,
  },
  {
    group: 'who',
    patterns: `
      agent, agents, rep, reps, representative, representatives, staff, employee, employees, driver, drivers, manager, managers, supervisor,
      person, human, someone, somebody, anyone, anybody, operator, attendant, attendants, crew, clerk, team, desk, courier, technician,
      engineer, support, advisor,
    `,
  },
]
