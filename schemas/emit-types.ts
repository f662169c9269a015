import type { AvroDefinition, AvroField, AvroSchema } from './contracts.ts'

/** What avsc makes of the primitive types. */
const primitives: Readonly<Record<string, string>> = {
  null: 'null', boolean: 'boolean', int: 'number', long: 'number', float: 'number', double: 'number', string: 'string', bytes: 'Uint8Array',
}

/** Collects the TypeScript declarations of several Avro schemas; equal enums are declared once, unequal ones of one name take their record's name before theirs. */
export class TypeEmitter {
  readonly #declared = new Map<string, string>()

  /** Declares the record and everything in it; gives the record's TypeScript name. Throws on what the contracts must not use. */
  record(schema: AvroDefinition): string {
    const name = schema.name!
    const fields = schema.fields!.map((field) => this.#field(field, name))
    return this.#declare(name, `${comment(schema.doc, '')}export interface ${name} {\n${fields.join('')}}\n`, name)
  }

  /** All declarations so far: types before the interfaces that use them. */
  text(): string {
    return [...this.#declared.values()].join('\n')
  }

  #field(field: AvroField, owner: string): string {
    const time = isTime(field.type) ? 'Epoch milliseconds.' : ''
    const doc = [field.doc ?? '', time].filter(Boolean).join(' ')
    return `${comment(doc, '  ')}  ${field.name}: ${this.#type(field.type, owner)}\n`
  }

  #type(schema: AvroSchema, owner: string): string {
    if (Array.isArray(schema)) return this.#union(schema, owner)
    if (typeof schema === 'string') return primitives[schema] ?? this.#reference(schema)
    switch (schema.type) {
      case 'record': return this.record(schema)
      case 'enum': return this.#enum(schema, owner)
      case 'array': return arrayOf(this.#type(schema.items!, owner))
      case 'map': return `Record<string, ${this.#type(schema.values!, owner)}>`
      default: return this.#type(schema.type, owner)
    }
  }

  #union(branches: AvroSchema[], owner: string): string {
    const types = branches.filter((branch) => branch !== 'null').map((branch) => this.#type(branch, owner))
    if (types.length !== 1 || types.length === branches.length) throw new Error(`${owner}: only unions of null and one other type are unwrapped alike everywhere`)
    return `${types[0]} | null`
  }

  #enum(schema: AvroDefinition, owner: string): string {
    const symbols = schema.symbols!.map((symbol) => `'${symbol}'`).join(' | ')
    return this.#declare(schema.name!, `export type ${schema.name} = ${symbols}\n`, `${owner.replace(/Event$/, '')}${schema.name}`)
  }

  #declare(name: string, text: string, otherwise: string): string {
    const declared = this.#declared.get(name)
    if (declared === undefined || declared === text) {
      this.#declared.set(name, text)
      return name
    }
    if (otherwise === name) throw new Error(`${name} is defined twice, differently`)
    return this.#declare(otherwise, text.replace(` ${name} `, ` ${otherwise} `), otherwise)
  }

  #reference(name: string): string {
    if (!this.#declared.has(name)) throw new Error(`unknown type ${name}`)
    return name
  }
}

const isTime = (schema: AvroSchema): boolean =>
  Array.isArray(schema) ? schema.some(isTime) : typeof schema === 'object' && schema.logicalType === 'timestamp-millis'
const arrayOf = (item: string): string => (item.includes(' ') ? `(${item})[]` : `${item}[]`)
const comment = (doc: string | undefined, indent: string): string => (doc ? `${indent}/** ${doc.replaceAll('*/', '* /')} */\n` : '')
