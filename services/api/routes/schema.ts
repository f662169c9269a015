/** Query parameters of a route; one that is not named here is refused. */
export const query = (properties: Readonly<Record<string, object>>) => ({ type: 'object', properties, additionalProperties: false })

/** A parameter that may be repeated: any of the values. */
export const texts = (values?: readonly string[]) => ({
  type: 'array', minItems: 1, maxItems: 50, items: values ? { type: 'string', enum: values } : { type: 'string', minLength: 1, maxLength: 256 },
})
