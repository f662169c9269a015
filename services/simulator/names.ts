/** What names of the simulated world are made of. The companies and people are invented; any resemblance is chance. */

export const companyHeads = [
  'Alder', 'Amber', 'Arctic', 'Atlas', 'Beacon', 'Birch', 'Blue Heron', 'Bramble', 'Brightwater', 'Cedar', 'Cobalt', 'Copper', 'Coral', 'Crestline', 'Delta',
  'Drift', 'Eastgate', 'Elm', 'Ember', 'Evergreen', 'Falcon', 'Fjord', 'Foxglove', 'Garnet', 'Granite', 'Harbour', 'Hawthorn', 'Hazel', 'Heath', 'Highland',
  'Indigo', 'Ironwood', 'Ivory', 'Juniper', 'Kestrel', 'Keystone', 'Lakeside', 'Lantern', 'Larch', 'Linden', 'Lunar', 'Maple', 'Marble', 'Meridian', 'Mistral',
  'Moss', 'Northfield', 'Oak', 'Ocean', 'Olive', 'Orchard', 'Osprey', 'Pebble', 'Pine', 'Polar', 'Prairie', 'Quartz', 'Quill', 'Raven', 'Redwood', 'Ridge',
  'River', 'Rowan', 'Sable', 'Saffron', 'Sandstone', 'Silver', 'Slate', 'Solstice', 'Spruce', 'Sterling', 'Summit', 'Tamarind', 'Thistle', 'Tidal', 'Timber',
  'Topaz', 'Umber', 'Vale', 'Verdant', 'Vista', 'Walnut', 'Westbrook', 'Willow', 'Winter', 'Wren', 'Yarrow', 'Zenith',
] as const

/** What a company calls itself, by what it does. */
export const companyTails = {
  manufacturing: ['Works', 'Industries', 'Tools', 'Components', 'Machining'],
  logistics: ['Freight', 'Logistics', 'Haulage', 'Cargo', 'Warehousing'],
  healthcare: ['Clinics', 'Care', 'Health', 'Diagnostics', 'Pharmacy Group'],
  retail: ['Stores', 'Market', 'Outfitters', 'Home', 'Grocers'],
  hospitality: ['Hotels', 'Resorts', 'Catering', 'Kitchens', 'Inns'],
  energy: ['Energy', 'Power', 'Grid', 'Solar', 'Utilities'],
  education: ['Academy', 'College', 'Learning', 'Schools', 'Institute'],
  finance: ['Bank', 'Insurance', 'Credit Union', 'Capital', 'Mutual'],
} as const
export type Vertical = keyof typeof companyTails

export const givenNames = [
  'Ada', 'Aisha', 'Alba', 'Amir', 'Ana', 'Anders', 'Astrid', 'Bea', 'Carlos', 'Chen', 'Clara', 'Dario', 'Diego', 'Elin', 'Emil', 'Esther', 'Farah', 'Felix', 'Freya',
  'Greta', 'Hana', 'Hugo', 'Ines', 'Ivan', 'Jonas', 'Julia', 'Kaya', 'Kenji', 'Lars', 'Leila', 'Linh', 'Lucia', 'Magnus', 'Maria', 'Mateo', 'Maya', 'Milan', 'Nadia',
  'Nils', 'Nora', 'Olga', 'Omar', 'Paula', 'Pedro', 'Priya', 'Rafael', 'Rosa', 'Samir', 'Sofia', 'Tara', 'Theo', 'Tom', 'Uma', 'Vera', 'Victor', 'Wei', 'Yusuf', 'Zoe',
] as const

export const familyNames = [
  'Abbas', 'Almeida', 'Andersen', 'Bauer', 'Becker', 'Bianchi', 'Brandt', 'Carter', 'Costa', 'Dubois', 'Eriksen', 'Evans', 'Ferreira', 'Fischer', 'Garcia', 'Haddad',
  'Hansen', 'Hoffmann', 'Ito', 'Jansen', 'Kaur', 'Keller', 'Khan', 'Kowalski', 'Larsen', 'Lindqvist', 'Lopez', 'Marino', 'Martin', 'Mensah', 'Meyer', 'Moreau', 'Nakamura',
  'Nguyen', 'Nielsen', 'Novak', 'Okafor', 'Olsen', 'Patel', 'Pereira', 'Petrov', 'Rossi', 'Santos', 'Schmidt', 'Silva', 'Singh', 'Tanaka', 'Torres', 'Virtanen', 'Wagner',
  'Walker', 'Wong', 'Yilmaz', 'Zhang',
] as const

export const roles = ['operations manager', 'IT lead', 'buyer', 'warehouse lead', 'finance', 'managing director'] as const

/** Sales regions, with the currency contracts are made in. */
export const regions = {
  'Nordics': 'EUR', 'DACH': 'EUR', 'Benelux': 'EUR', 'Iberia': 'EUR', 'UK & Ireland': 'GBP', 'North America': 'USD', 'APAC': 'USD',
} as const
export type Region = keyof typeof regions
