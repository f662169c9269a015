import { readCsv, RowFault } from './csv.ts'
import type { Row, RowError } from './csv.ts'

/** What an order's row says, and where the row stands. Times are epoch ms. */
export interface OrderRow {
  readonly id: string
  readonly status: string
  readonly purchasedAt: number
  readonly approvedAt: number | null
  readonly handedOverAt: number | null
  readonly deliveredAt: number | null
  readonly promisedAt: number
  /** The person who bought, and where that person lives; null where the customer file does not know the order's customer. */
  readonly customer: CustomerRow
  readonly line: number
}

export interface CustomerRow {
  /** customer_unique_id: the same for all orders of one person. */
  readonly personId: string
  readonly state: string | null
}

export interface ItemRow {
  readonly orderId: string
  readonly sellerId: string
  readonly productId: string | null
  readonly shippingLimitAt: number
  readonly price: number
}

export interface ReviewRow {
  readonly id: string
  readonly orderId: string
  /** 1 to 5. */
  readonly score: number
  readonly title: string | null
  readonly message: string | null
  readonly sentAt: number
  readonly answeredAt: number
}

export interface SellerRow {
  readonly id: string
  readonly city: string | null
  readonly state: string | null
}

/** The files' rows, not yet joined, but by customer; and the rows that could not be read. */
export interface OlistRows {
  readonly orders: readonly OrderRow[]
  readonly items: readonly ItemRow[]
  readonly reviews: readonly ReviewRow[]
  readonly sellers: ReadonlyMap<string, SellerRow>
  /** Product id → category, in English where the translation knows it. */
  readonly categories: ReadonlyMap<string, string>
  readonly errors: readonly RowError[]
}

export const files = {
  orders: 'olist_orders_dataset.csv',
  items: 'olist_order_items_dataset.csv',
  reviews: 'olist_order_reviews_dataset.csv',
  customers: 'olist_customers_dataset.csv',
  sellers: 'olist_sellers_dataset.csv',
  products: 'olist_products_dataset.csv',
  translation: 'product_category_name_translation.csv',
} as const

/** Reads the public files in `folder`; payments and places on the map say nothing about an experience and are not read. */
export async function readOlist(folder: string): Promise<OlistRows> {
  const errors: RowError[] = []
  const collect = async <T>(file: string, columns: readonly string[], row: (row: Row, line: number) => T): Promise<T[]> => {
    const rows: T[] = []
    await readCsv({ folder, file, columns }, (each, line) => rows.push(row(each, line)), (error) => errors.push(error))
    return rows
  }
  const customers = new Map(await collect(files.customers, ['customer_id', 'customer_unique_id', 'customer_state'], customerEntry))
  const orders = await collect(files.orders, orderColumns, (row, line) => orderRow(row, line, customers))
  const known = new Set(orders.map((order) => order.id))
  const sellers = new Map(await collect(files.sellers, ['seller_id', 'seller_city', 'seller_state'], sellerEntry))
  const items = await collect(files.items, itemColumns, (row) => itemRow(row, known, sellers))
  const reviews = await collect(files.reviews, reviewColumns, (row) => reviewRow(row, known))
  const english = new Map(await collect(files.translation, ['product_category_name', 'product_category_name_english'],
    (row) => [row.text('product_category_name'), row.text('product_category_name_english')] as const))
  const categories = new Map((await collect(files.products, ['product_id', 'product_category_name'], productEntry))
    .flatMap(([id, category]) => (category === null ? [] : [[id, english.get(category) ?? category] as const])))
  return { orders, items, reviews, sellers, categories, errors }
}

const orderColumns = ['order_id', 'customer_id', 'order_status', 'order_purchase_timestamp', 'order_approved_at',
  'order_delivered_carrier_date', 'order_delivered_customer_date', 'order_estimated_delivery_date']
const itemColumns = ['order_id', 'product_id', 'seller_id', 'shipping_limit_date', 'price']
const reviewColumns = ['review_id', 'order_id', 'review_score', 'review_comment_title', 'review_comment_message',
  'review_creation_date', 'review_answer_timestamp']

const customerEntry = (row: Row): readonly [string, CustomerRow] =>
  [row.text('customer_id'), { personId: row.text('customer_unique_id'), state: row.optional('customer_state') }]

const sellerEntry = (row: Row): readonly [string, SellerRow] => {
  const id = row.text('seller_id')
  return [id, { id, city: row.optional('seller_city'), state: row.optional('seller_state') }]
}

const productEntry = (row: Row): readonly [string, string | null] => [row.text('product_id'), row.optional('product_category_name')]

function orderRow(row: Row, line: number, customers: ReadonlyMap<string, CustomerRow>): OrderRow {
  const customer = customers.get(row.text('customer_id'))
  if (!customer) throw new RowFault(`${files.customers} has no usable row of customer ${row.text('customer_id')}`)
  return {
    id: row.text('order_id'),
    status: row.text('order_status'),
    purchasedAt: row.time('order_purchase_timestamp'),
    approvedAt: row.optionalTime('order_approved_at'),
    handedOverAt: row.optionalTime('order_delivered_carrier_date'),
    deliveredAt: row.optionalTime('order_delivered_customer_date'),
    promisedAt: row.time('order_estimated_delivery_date'),
    customer,
    line,
  }
}

function itemRow(row: Row, orders: ReadonlySet<string>, sellers: ReadonlyMap<string, SellerRow>): ItemRow {
  const item = {
    orderId: row.text('order_id'),
    sellerId: row.text('seller_id'),
    productId: row.optional('product_id'),
    shippingLimitAt: row.time('shipping_limit_date'),
    price: row.number('price'),
  }
  if (!orders.has(item.orderId)) throw new RowFault(`${files.orders} has no usable row of order ${item.orderId}`)
  if (!sellers.has(item.sellerId)) throw new RowFault(`${files.sellers} has no usable row of seller ${item.sellerId}`)
  return item
}

function reviewRow(row: Row, orders: ReadonlySet<string>): ReviewRow {
  const score = row.number('review_score')
  if (!Number.isInteger(score) || score < 1 || score > 5) throw new RowFault(`review_score is ${score}, not 1 to 5`)
  const orderId = row.text('order_id')
  if (!orders.has(orderId)) throw new RowFault(`${files.orders} has no usable row of order ${orderId}`)
  return {
    id: row.text('review_id'),
    orderId,
    score,
    title: row.optional('review_comment_title'),
    message: row.optional('review_comment_message'),
    sentAt: row.time('review_creation_date'),
    answeredAt: row.time('review_answer_timestamp'),
  }
}
