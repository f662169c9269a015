import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Olist's files in small: one order in order, with two sellers; one without an item; and rows with one fault each. */
export const olistFiles: Readonly<Record<string, string>> = {
  'olist_customers_dataset.csv': 'customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state\nc1,u1,1,rio,RJ\nc2,u2,1,rio,RJ\n',
  'olist_sellers_dataset.csv': 'seller_id,seller_zip_code_prefix,seller_city,seller_state\ns1,1,sao paulo,SP\ns2,1,curitiba,PR\n',
  'olist_orders_dataset.csv': [
    'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date',
    'o1,c1,delivered,2018-01-10 12:00:00,2018-01-10 13:00:00,2018-01-11 12:00:00,2018-01-15 12:00:00,2018-01-20 00:00:00',
    'o2,c2,unavailable,2018-01-09 12:00:00,,,,2018-01-20 00:00:00',
    'o3,c9,delivered,2018-01-10 12:00:00,,,,2018-01-20 00:00:00',
    'o4,c1,delivered,2018-13-10 12:00:00,,,,2018-01-20 00:00:00',
    'o5,c1,canceled,2018-01-12 12:00:00,,,,2018-01-20 00:00:00', '',
  ].join('\n'),
  'olist_order_items_dataset.csv': [
    'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value',
    'o1,1,p1,s1,2018-01-12 00:00:00,10.50,1', 'o1,2,p1,s1,2018-01-12 00:00:00,10.50,1', 'o1,3,p1,s2,2018-01-12 00:00:00,5,1',
    'o5,1,p1,s1,2018-01-12 00:00:00,100,1', 'o5,2,p1,s9,2018-01-12 00:00:00,5,1', '',
  ].join('\n'),
  'olist_order_reviews_dataset.csv': [
    'review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,review_answer_timestamp',
    'r1,o1,5,,"two\nlines, ""quoted""",2018-01-16 00:00:00,2018-01-17 10:00:00', 'r2,o1,6,,,2018-01-16 00:00:00,2018-01-17 10:00:00', '',
  ].join('\n'),
  'olist_products_dataset.csv': 'product_id,product_category_name\np1,brinquedos\n',
  'product_category_name_translation.csv': '\uFEFFproduct_category_name,product_category_name_english\nbrinquedos,toys\n',
}

/** Writes the files into a folder, with other contents for those that are named. */
export async function writeOlist(folder: string, changes: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [name, text] of Object.entries({ ...olistFiles, ...changes })) await writeFile(join(folder, name), text)
}
