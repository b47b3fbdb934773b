/** Ends of field names, written without case, `-` and `_`: what opens doors, and what tells who a person is. */
const endings = [
  'authorization',
  'cookie',
  'token',
  'secret',
  'secretproof',
  'password',
  'apikey',
  'databaseurl',
  'connectionstring',
  'phone',
  'phonenumber',
  'email',
  'emailaddress',
  'fullname',
  'firstname',
  'lastname',
  'personname',
  'candidatename',
]
const isPrivate = new RegExp(`(?:${endings.join('|')})s?$`)

/** The `name` of these is a person's. That of a service, a stage or a metric is not. */
const isPerson = /(?:candidate|person|contact|member|user|lead)s?$/

const plain = (field: string): string => field.toLowerCase().replaceAll(/[-_]/g, '')

/** Whether a field is never printed, told by its name and that of the field around it. */
export const isPrivateField = (field: string, around: string): boolean =>
  isPrivate.test(plain(field)) || (field === 'name' && isPerson.test(plain(around)))
