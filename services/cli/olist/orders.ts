import { files } from './read.ts'
import type { RowError } from './csv.ts'
import type { ItemRow, OlistRows, OrderRow, ReviewRow, SellerRow } from './read.ts'

/** One order with the items of each of its sellers, and its reviews. */
export interface Order extends OrderRow {
  readonly itemsBySeller: ReadonlyMap<string, readonly ItemRow[]>
  readonly reviews: readonly ReviewRow[]
}

/** A seller as the CRM would know it. */
export interface Seller extends SellerRow {
  /** Purchase time of its first order, epoch ms. */
  readonly firstOrderAt: number
  /** Sales in a year, in BRL: what it sold in the data, over the years from its first order to the data's end, at least one. */
  readonly annualRevenue: number
  /** The category most of its items are of; null where none of them names one. */
  readonly vertical: string | null
}

export interface OlistHistory {
  /** In order of purchase. */
  readonly orders: readonly Order[]
  readonly sellers: ReadonlyMap<string, Seller>
  readonly errors: readonly RowError[]
}

const yearMs = 365.25 * 86_400_000

/** Joins the rows. An order without an item has no seller, so no account: a row error. */
export function joinOrders(rows: OlistRows): OlistHistory {
  const items = Map.groupBy(rows.items, (item) => item.orderId)
  const reviews = Map.groupBy(rows.reviews, (review) => review.orderId)
  const errors = [...rows.errors]
  const orders: Order[] = []
  for (const row of rows.orders) {
    const own = items.get(row.id)
    if (own) orders.push({ ...row, itemsBySeller: Map.groupBy(own, (item) => item.sellerId), reviews: reviews.get(row.id) ?? [] })
    else errors.push({ file: files.orders, row: row.line, reason: `order ${row.id} (${row.status}) has no item, so no seller` })
  }
  orders.sort((a, b) => a.purchasedAt - b.purchasedAt || (a.id < b.id ? -1 : 1))
  return { orders, sellers: sellersOf(orders, rows), errors }
}

interface Sales {
  readonly firstOrderAt: number
  total: number
  readonly categories: Map<string, number>
}

function sellersOf(orders: readonly Order[], rows: OlistRows): Map<string, Seller> {
  const sales = new Map<string, Sales>()
  for (const order of orders) for (const [sellerId, items] of order.itemsBySeller) {
    let own = sales.get(sellerId)
    if (!own) sales.set(sellerId, own = { firstOrderAt: order.purchasedAt, total: 0, categories: new Map() })
    addSales(own, order, items, rows.categories)
  }
  const end = orders.at(-1)?.purchasedAt ?? 0
  return new Map([...sales].map(([id, own]) => [id, {
    ...rows.sellers.get(id)!,
    firstOrderAt: own.firstOrderAt,
    annualRevenue: Math.round((own.total / Math.max(1, (end - own.firstOrderAt) / yearMs)) * 100) / 100,
    vertical: mostFrequent(own.categories),
  }]))
}

function addSales(sales: Sales, order: Order, items: readonly ItemRow[], categories: ReadonlyMap<string, string>): void {
  // What was never delivered was paid back: no revenue.
  const sold = order.status !== 'canceled' && order.status !== 'unavailable'
  for (const item of items) {
    if (sold) sales.total += item.price
    const category = item.productId === null ? undefined : categories.get(item.productId)
    if (category !== undefined) sales.categories.set(category, (sales.categories.get(category) ?? 0) + 1)
  }
}

const mostFrequent = (counts: ReadonlyMap<string, number>): string | null =>
  [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? null
